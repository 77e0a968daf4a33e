/**
 * Judges key files before they go anywhere: kind, size, mode, and that no private key lies where an image could take it
 * along. Never returns or prints key material but the text that is to be uploaded.
 */

import { createPrivateKey, createPublicKey, hash, type KeyObject } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { err, ok, type Result } from '../lib/result.ts';

/** A standard parameter of Parameter Store. */
const maxPemBytes = 4096;
const sharedModeBits = 0o077;
/** The size that co-signers are documented to accept. */
const answerKeyBits = 2048;

export interface AssessedKey {
  readonly name: string;
  readonly pem: string;
  /** SHA-256 of the public key's SubjectPublicKeyInfo DER (RFC 5280 section 4.1.2.7), as the handler prints it. */
  readonly fingerprint: string;
  readonly publicKey: KeyObject;
}

export async function assessPrivateKey(name: string, file: string): Promise<Result<AssessedKey, string>> {
  const read = await readPem(file);
  if (!read.ok) return read;
  if ((read.value.mode & sharedModeBits) !== 0) {
    return err(`${file}: can be read by other users; chmod 600 it`);
  }
  const key = parse(() => createPrivateKey(read.value.text));
  if (key === undefined) return err(`${file}: is not a private key without a passphrase`);
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  const good =
    (type === 'rsa' && details?.modulusLength === answerKeyBits) ||
    (type === 'ec' && details?.namedCurve === 'prime256v1');
  if (!good) return err(`${file}: must be RSA of ${answerKeyBits} bits, or P-256`);
  return ok(assessed(name, read.value.text, createPublicKey(key)));
}

export async function assessPublicKey(name: string, file: string): Promise<Result<AssessedKey, string>> {
  const read = await readPem(file);
  if (!read.ok) return read;
  if (read.value.text.includes('PRIVATE KEY')) {
    return err(`${file}: is a private key; the co-signer's public key belongs here`);
  }
  const key = parse(() => createPublicKey(read.value.text));
  const bits = key?.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key?.asymmetricKeyType !== 'rsa' || bits < answerKeyBits) {
    return err(`${file}: must be a public RSA key of at least ${answerKeyBits} bits`);
  }
  return ok(assessed(name, read.value.text, key));
}

/** A co-signer's key that is one of ours would let anybody who holds it ask and answer. */
export function findSharedKeys(
  answers: readonly AssessedKey[],
  cosigners: readonly AssessedKey[],
): readonly string[] {
  return cosigners
    .filter(({ fingerprint }) => answers.some((answer) => answer.fingerprint === fingerprint))
    .map(({ name, fingerprint }) => `${name}: is the answer key's own public half (${fingerprint})`);
}

/** Whether a public key's PEM is that of the key with this fingerprint. */
export function isPublicHalf(pem: string, fingerprint: string): boolean {
  const key = parse(() => createPublicKey(pem));
  return key !== undefined && fingerprintOf(key) === fingerprint;
}

function fingerprintOf(publicKey: KeyObject): string {
  return hash('sha256', publicKey.export({ format: 'der', type: 'spki' }), 'hex');
}

function assessed(name: string, pem: string, publicKey: KeyObject): AssessedKey {
  return { name, pem, publicKey, fingerprint: fingerprintOf(publicKey) };
}

async function readPem(file: string): Promise<Result<{ text: string; mode: number }, string>> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file);
    const { size, mode } = await handle.stat();
    if (size > maxPemBytes) return err(`${file}: is larger than ${maxPemBytes} bytes`);
    return ok({ text: await handle.readFile('utf8'), mode });
  } catch {
    return err(`${file}: cannot be read`);
  } finally {
    await handle?.close();
  }
}

function parse(read: () => KeyObject): KeyObject | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
