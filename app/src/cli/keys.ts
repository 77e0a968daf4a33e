/**
 * `callback-handler keys`: makes key pairs and names keys by their fingerprint. Never prints key material, never
 * overwrites a file.
 */

import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { open, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { err, ok, type Result } from '../lib/result.ts';
import { fingerprintOf } from '../token/fingerprint.ts';
import { exitFailed, exitNoInput } from './exit-codes.ts';

export type KeyType = 'rsa' | 'ec';

/** The one size that co-signers are documented to accept (protocol section 2.2). */
const rsaModulusBits = 2048;
const privateFileMode = 0o600;
const publicFileMode = 0o644;
/** Read, write or execute by group or others. */
const sharedModeBits = 0o077;

export interface KeyFiles {
  readonly privateFile: string;
  readonly publicFile: string;
  readonly fingerprint: string;
}

export function keysCommand(): Command {
  const keys = new Command('keys').description('make key pairs and show fingerprints, never key material');
  keys
    .command('generate')
    .description('write <name>_private.pem (mode 0600) and <name>_public.pem')
    .requiredOption('--out <folder>', 'existing folder to write into')
    .addOption(
      new Option('--type <type>', 'RSA-2048, or P-256 for ES256').choices(['rsa', 'ec']).default('rsa'),
    )
    .option('--name <name>', 'beginning of both file names', 'callback')
    .action(async (options: { readonly out: string; readonly type: KeyType; readonly name: string }) => {
      conclude(await generateKeyFiles(options.out, options.name, options.type), exitFailed, (made) => {
        return `${made.privateFile}\n${made.publicFile}\nSHA-256 fingerprint ${made.fingerprint}`;
      });
    });
  keys
    .command('inspect')
    .description('type, size and fingerprint of keys in PEM files')
    .argument('<file...>', 'PEM files, private or public')
    .action(async (files: readonly string[]) => {
      for (const file of files) conclude(await inspectKeyFile(file), exitNoInput, (line) => line);
    });
  return keys;
}

/** Writes a new key pair: PKCS #8 (RFC 5958) and SubjectPublicKeyInfo. Refuses to overwrite either file. */
export async function generateKeyFiles(
  folder: string,
  name: string,
  type: KeyType,
): Promise<Result<KeyFiles, string>> {
  const privateFile = join(folder, `${name}_private.pem`);
  const publicFile = join(folder, `${name}_public.pem`);
  const { privateKey, publicKey } =
    type === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: rsaModulusBits })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const privatePem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const failure = await writeNew(privateFile, privatePem, privateFileMode);
  if (failure !== undefined) return err(failure);
  const publicFailure = await writeNew(publicFile, publicPem, publicFileMode);
  if (publicFailure !== undefined) {
    await rm(privateFile);
    return err(publicFailure);
  }
  return ok({ privateFile, publicFile, fingerprint: fingerprintOf(publicKey) });
}

/** One line about the key in a file: what it is, how it is named, and whether others can read what they should not. */
export async function inspectKeyFile(file: string): Promise<Result<string, string>> {
  let pem: string;
  let mode: number;
  try {
    pem = await readFile(file, 'utf8');
    mode = (await stat(file)).mode & 0o777;
  } catch {
    return err(`${file}: cannot be read`);
  }
  const privateKey = tryRead(() => createPrivateKey(pem));
  const publicKey = tryRead(() => createPublicKey(pem));
  if (publicKey === undefined) return err(`${file}: holds no key in PEM`);
  const kind = privateKey === undefined ? 'public' : 'private';
  const exposed = privateKey !== undefined && (mode & sharedModeBits) !== 0;
  const warning = exposed
    ? `  WARNING: other users can read it (mode ${octal(mode)}): run chmod 600 on it`
    : '';
  return ok(
    `${file}: ${kind} ${describeKey(publicKey)}, SHA-256 fingerprint ${fingerprintOf(publicKey)}${warning}`,
  );
}

function describeKey(key: KeyObject): string {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  return [key.asymmetricKeyType?.toUpperCase(), modulusLength ?? namedCurve]
    .filter((part) => part !== undefined)
    .join(' ');
}

function tryRead(read: () => KeyObject): KeyObject | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Returns what went wrong, or nothing. */
async function writeNew(file: string, text: string, mode: number): Promise<string | undefined> {
  try {
    await using handle = await open(file, 'wx', mode);
    await handle.writeFile(text);
    return undefined;
  } catch (cause) {
    const exists = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
    return exists ? `${file} exists; it is not overwritten` : `${file} cannot be written`;
  }
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}

function conclude<T>(result: Result<T, string>, failure: number, describe: (value: T) => string): void {
  if (result.ok) {
    process.stdout.write(`${describe(result.value)}\n`);
  } else {
    process.stderr.write(`error: ${result.error}\n`);
    process.exitCode = failure;
  }
}
