/**
 * The keys in use: fetched from their references, assessed, self-tested and frozen. A keyring is replaced whole on
 * refresh, never changed. Problems of every key are reported together.
 */

import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { err, ok, type Result } from '../lib/result.ts';
import type { AnswerAlgorithm, AnswerSigner } from '../token/answer.ts';
import { assessCosignerKey, type KeyProblem } from '../token/assess-key.ts';
import { fingerprintOf } from '../token/fingerprint.ts';
import { createLocalSigner } from '../token/local-signer.ts';
import { signerHolds } from '../token/prove-signer.ts';
import type { CosignerKey } from '../token/verify.ts';
import type { AnswerKeyEntry, CosignersDocument } from './cosigners-document.ts';
import { parseCosignersDocument } from './cosigners-document.ts';
import type { Reference } from './environment.ts';
import { type Problem, problem } from './problem.ts';
import type { Sources } from './sources.ts';

export interface Keyring {
  readonly cosignerKeys: readonly CosignerKey[];
  /** Signer id -> the co-signer it belongs to. */
  readonly signers: ReadonlyMap<string, string>;
  readonly cosigners: ReadonlyMap<
    string,
    { readonly transport: 'jwt' | 'json'; readonly answerAlgorithm: AnswerAlgorithm }
  >;
  readonly answerKeys: readonly AnswerKey[];
}

export interface AnswerKey {
  readonly basePath: string;
  readonly signer: AnswerSigner;
}

/** The key that answers on a base path for a co-signer's algorithm; undefined where none is configured. */
export function answerSigner(
  keyring: Keyring,
  basePath: string,
  algorithm: AnswerAlgorithm,
): AnswerSigner | undefined {
  return keyring.answerKeys.find((key) => key.basePath === basePath && key.signer.algorithm === algorithm)
    ?.signer;
}

export async function loadKeyring(
  reference: Reference,
  sources: Sources,
): Promise<Result<Keyring, readonly Problem[]>> {
  const text = await attempt('CALLBACK_COSIGNERS', () => readReference(reference, '.', sources));
  if (!text.ok) return err([text.error]);
  const document = parseCosignersDocument(text.value);
  if (!document.ok) return document;
  const folder = reference.kind === 'file' ? dirname(reference.path) : '.';
  const problems: Problem[] = [];
  const cosignerKeys = await loadCosignerKeys(document.value, folder, sources, problems);
  const answerKeys = await loadAnswerKeys(document.value, folder, sources, problems);
  checkTogether(document.value, cosignerKeys, answerKeys, problems);
  if (problems.length > 0) return err(problems);
  const { cosigners } = document.value;
  return ok({
    cosignerKeys,
    answerKeys,
    signers: new Map(cosigners.flatMap(({ name, signerIds }) => signerIds.map((id) => [id, name] as const))),
    cosigners: new Map(cosigners.map((cosigner) => [cosigner.name, cosigner] as const)),
  });
}

async function loadCosignerKeys(
  document: CosignersDocument,
  folder: string,
  sources: Sources,
  problems: Problem[],
): Promise<readonly CosignerKey[]> {
  const keys: CosignerKey[] = [];
  for (const cosigner of document.cosigners) {
    for (const entry of cosigner.publicKeys) {
      const where = `public key ${entry.name} of co-signer ${cosigner.name}`;
      const pem = await attempt(where, () => readReference(entry.key, folder, sources));
      const publicKey = pem.ok ? parsePublicKey(where, pem.value) : pem;
      if (!publicKey.ok) {
        problems.push(publicKey.error);
        continue;
      }
      const fit = assessCosignerKey(publicKey.value);
      if (fit.ok)
        keys.push({ cosigner: cosigner.name, name: entry.name, publicKey: publicKey.value, ...fit.value });
      else problems.push(problem(where, sentence(fit.error)));
    }
  }
  return keys;
}

async function loadAnswerKeys(
  document: CosignersDocument,
  folder: string,
  sources: Sources,
  problems: Problem[],
): Promise<readonly AnswerKey[]> {
  const keys: AnswerKey[] = [];
  for (const entry of document.answerKeys) {
    const signer = await loadAnswerKey(entry, folder, sources);
    if (signer.ok) keys.push({ basePath: entry.basePath, signer: signer.value });
    else problems.push(signer.error);
  }
  return keys;
}

async function loadAnswerKey(
  entry: AnswerKeyEntry,
  folder: string,
  sources: Sources,
): Promise<Result<AnswerSigner, Problem>> {
  const where = `answer key ${entry.name}`;
  const signer = await openAnswerKey(where, entry, folder, sources);
  if (!signer.ok) return signer;
  const holds = await attempt(where, () => signerHolds(signer.value));
  if (!holds.ok) return holds;
  return holds.value ? signer : err(problem(where, 'failed its self-test: its signature does not verify'));
}

async function openAnswerKey(
  where: string,
  entry: AnswerKeyEntry,
  folder: string,
  sources: Sources,
): Promise<Result<AnswerSigner, Problem>> {
  const { privateKey } = entry;
  if (privateKey.kind === 'kms')
    return attempt(where, () => sources.openKmsSigner(entry.name, privateKey.keyId));
  const pem = await attempt(where, () =>
    privateKey.kind === 'file'
      ? sources.readSecretFile(resolve(folder, privateKey.path))
      : sources.readParameter(privateKey.parameter),
  );
  if (!pem.ok) return pem;
  const key = parsePrivateKey(where, pem.value);
  if (!key.ok) return key;
  const signer = createLocalSigner(entry.name, key.value);
  return signer.ok ? signer : err(problem(where, sentence(signer.error)));
}

function checkTogether(
  document: CosignersDocument,
  cosignerKeys: readonly CosignerKey[],
  answerKeys: readonly AnswerKey[],
  problems: Problem[],
): void {
  const answering = new Map(answerKeys.map((key) => [key.signer.fingerprint, key.signer.name] as const));
  const seen = new Map<string, string>();
  for (const key of cosignerKeys) {
    const fingerprint = fingerprintOf(key.publicKey);
    const where = `public key ${key.name} of co-signer ${key.cosigner}`;
    const answerName = answering.get(fingerprint);
    if (answerName !== undefined) {
      problems.push(
        problem(
          where,
          `is the same key as answer key ${answerName}: the co-signer and the handler must not share a key`,
        ),
      );
    }
    const earlier = seen.get(fingerprint);
    if (earlier !== undefined)
      problems.push(problem(where, `is the same key as ${earlier}: a key belongs to one co-signer`));
    seen.set(fingerprint, where);
  }
  const places = answerKeys.map((key) => `${key.basePath || '/'} (${key.signer.algorithm})`);
  for (const place of new Set(places.filter((value, at) => places.indexOf(value) !== at))) {
    problems.push(problem('answer keys', `two keys would answer on ${place}: give each its own base_path`));
  }
  const algorithms = new Set(answerKeys.map((key) => key.signer.algorithm));
  for (const cosigner of document.cosigners) {
    const served = cosigner.transport === 'json' || algorithms.has(cosigner.answerAlgorithm);
    if (!served && answerKeys.length === document.answerKeys.length) {
      problems.push(
        problem(
          `co-signer ${cosigner.name}`,
          `wants ${cosigner.answerAlgorithm} answers, and no answer key makes them`,
        ),
      );
    }
  }
}

async function readReference(reference: Reference, folder: string, sources: Sources): Promise<string> {
  switch (reference.kind) {
    case 'file':
      return sources.readFile(resolve(folder, reference.path));
    case 'ssm':
      return sources.readParameter(reference.parameter);
    case 'kms':
      throw new Error('a KMS key can only sign answers');
  }
}

async function attempt<T>(where: string, read: () => Promise<T>): Promise<Result<T, Problem>> {
  try {
    return ok(await read());
  } catch (error) {
    return err(problem(where, error instanceof Error ? error.message : String(error)));
  }
}

function parsePublicKey(where: string, pem: string): Result<KeyObject, Problem> {
  // createPublicKey would happily derive the public half of a private key that should not be here.
  if (!/^\s*-----BEGIN PUBLIC KEY-----/.test(pem)) {
    return err(problem(where, 'must be a PEM that begins with -----BEGIN PUBLIC KEY-----'));
  }
  try {
    return ok(createPublicKey(pem));
  } catch {
    return err(problem(where, 'is not a readable PEM public key'));
  }
}

function parsePrivateKey(where: string, pem: string): Result<KeyObject, Problem> {
  try {
    return ok(createPrivateKey(pem));
  } catch {
    return err(problem(where, 'is not a readable unencrypted PEM private key'));
  }
}

const sentences: Readonly<Record<KeyProblem, string>> = {
  key_must_be_rsa: 'must be an RSA key: co-signers sign requests with RS256',
  key_must_have_exponent_65537: 'must be an RSA key with public exponent 65537',
  key_must_have_2048_bits_or_more: 'must be an RSA key of at least 2048 bits',
  key_must_have_exactly_2048_bits:
    'must be an RSA key of exactly 2048 bits: co-signers accept no other for RS256',
  key_must_be_rsa_or_p256: 'must be an RSA-2048 key (RS256) or an EC P-256 key (ES256)',
};

function sentence(keyProblem: KeyProblem): string {
  return sentences[keyProblem];
}
