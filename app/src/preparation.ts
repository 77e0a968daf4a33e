/**
 * Everything that must be right before the service may start: settings, keys, policy, certificates. Loads all of it and
 * reports every problem together, so that an operator mends them in one go. `callback-handler check` is this file
 * without what follows it.
 */

import { createSecretKey, type KeyObject } from 'node:crypto';
import {
  type Environment,
  type JsonListenerSettings,
  parseEnvironment,
  parseReference,
  type Settings,
} from './config/environment.ts';
import { readSecretTextFile, readTextFile } from './config/files.ts';
import { type Keyring, loadKeyring } from './config/keyring.ts';
import { parsePolicyPlace } from './config/policy-place.ts';
import { type Problem, problem } from './config/problem.ts';
import type { Sources } from './config/sources.ts';
import { loadTlsIdentity, type TlsIdentity } from './config/tls-identity.ts';
import type { JsonChannel } from './http/callback-listener.ts';
import type { BodyKeeping } from './ledger/sqlite/body.ts';
import { err, ok, type Result } from './lib/result.ts';
import type { LoadedPolicy } from './policy/load.ts';
import { loadPolicyFile, loadPolicyObject } from './policy-file.ts';

export interface Preparation {
  readonly settings: Settings;
  readonly keyring: Keyring;
  readonly policy: LoadedPolicy;
  /** How the ledger keeps request bodies. */
  readonly bodies: BodyKeeping;
  /** Of the callback listener; undefined: plain HTTP. */
  readonly tls: TlsIdentity | undefined;
  readonly json: (JsonListenerSettings & JsonChannel) | undefined;
}

/** Files for real; AWS only when a reference asks for it, so that nobody else pays for loading its SDK. */
export const sources: Sources = {
  readFile: readTextFile,
  readSecretFile: readSecretTextFile,
  readObject: async (bucket, key) => (await import('./aws/objects.ts')).readObject(bucket, key),
  readParameter: async (name) => (await import('./aws/parameters.ts')).readParameter(name),
  openKmsSigner: async (name, keyId) => (await import('./aws/kms-signer.ts')).openKmsSigner(name, keyId),
};

export async function prepare(environment: Environment): Promise<Result<Preparation, readonly Problem[]>> {
  const settings = parseEnvironment(environment);
  const problems: Problem[] = settings.ok ? [] : [...settings.error];
  const keyring = await keyringNamedBy(environment, problems);
  const policy = await policyNamedBy(environment, problems);
  if (!settings.ok || keyring === undefined || policy === undefined) return err(problems);
  const bodies = await loadBodyKeeping(settings.value, problems);
  const json = settings.value.json && (await loadJsonChannel(settings.value.json, keyring, problems));
  const tls = settings.value.tls && (await loadTlsIdentity(settings.value.tls, sources, problems));
  if (problems.length > 0 || bodies === undefined) return err(problems);
  return ok({ settings: settings.value, keyring, policy, bodies, tls, json });
}

/** Also with broken settings: the report must hold the keys' problems too. */
async function keyringNamedBy(environment: Environment, problems: Problem[]): Promise<Keyring | undefined> {
  const reference = parseReference(environment['CALLBACK_COSIGNERS'] ?? '');
  if (reference === undefined) return undefined;
  const keyring = await loadKeyring(reference, sources);
  if (keyring.ok) return keyring.value;
  problems.push(...keyring.error);
  return undefined;
}

async function policyNamedBy(
  environment: Environment,
  problems: Problem[],
): Promise<LoadedPolicy | undefined> {
  const place = parsePolicyPlace(environment['CALLBACK_POLICY'] ?? '');
  if (place === undefined) return undefined;
  const policy =
    place.kind === 'file'
      ? await loadPolicyFile(place.path)
      : await loadPolicyObject(place.key, (key) => sources.readObject(place.bucket, key));
  if (!policy.ok) {
    problems.push(...policy.error);
    return undefined;
  }
  const expected = environment['CALLBACK_POLICY_SHA256'];
  if (expected && expected !== policy.value.sha256) {
    problems.push(
      problem(
        'CALLBACK_POLICY_SHA256',
        `the policy has SHA-256 ${policy.value.sha256}: not the one that was released`,
      ),
    );
  }
  return policy.value;
}

async function loadBodyKeeping({ bodies }: Settings, problems: Problem[]): Promise<BodyKeeping | undefined> {
  if (bodies.keyFile === undefined) return { mode: bodies.mode === 'omitted' ? 'omitted' : 'plain' };
  const key = await loadBodyKey(bodies.keyFile, problems);
  return key && { mode: 'encrypted', key };
}

async function loadBodyKey(path: string, problems: Problem[]): Promise<KeyObject | undefined> {
  const text = await read('CALLBACK_LEDGER_BODY_KEY_FILE', () => readSecretTextFile(path), problems);
  if (text === undefined) return undefined;
  if (/^[0-9a-fA-F]{64}$/.test(text.trim())) return createSecretKey(text.trim(), 'hex');
  problems.push(problem('CALLBACK_LEDGER_BODY_KEY_FILE', 'must hold 64 hexadecimal digits (32 bytes)'));
  return undefined;
}

async function loadJsonChannel(settings: JsonListenerSettings, keyring: Keyring, problems: Problem[]) {
  if (keyring.cosigners.get(settings.cosigner)?.transport !== 'json') {
    problems.push(
      problem(
        'CALLBACK_JSON_COSIGNER',
        `\`${settings.cosigner}\` is not a co-signer with transport json in the co-signers document`,
      ),
    );
  }
  const certificate = await read(
    'CALLBACK_JSON_CERTIFICATE_FILE',
    () => readTextFile(settings.certificateFile),
    problems,
  );
  const privateKey = await read(
    'CALLBACK_JSON_KEY_FILE',
    () => readSecretTextFile(settings.keyFile),
    problems,
  );
  if (certificate === undefined || privateKey === undefined) return undefined;
  return { ...settings, mode: 'json' as const, certificate, privateKey };
}

async function read(
  where: string,
  load: () => Promise<string>,
  problems: Problem[],
): Promise<string | undefined> {
  try {
    return await load();
  } catch (error) {
    problems.push(problem(where, error instanceof Error ? error.message : String(error)));
    return undefined;
  }
}
