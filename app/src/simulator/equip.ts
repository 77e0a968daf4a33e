/**
 * From the words of an operator to a co-signer that can act: reads keys and certificates, and says everything that is
 * wrong with them at once. Which of them are needed follows from the authentication option (protocol section 1.1).
 */

import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { err, ok, type Result } from '../lib/result.ts';
import { type Authentication, authenticationOptions, openConnection } from './connection.ts';
import { type Cosigner, createCosigner } from './cosigner.ts';
import type { Profile } from './profile.ts';

export interface EquipOptions extends Profile {
  /** What the co-signer waits for an answer. */
  readonly timeoutMs: number;
}

/** The errors are sentences for the operator, in the words of the command line. */
export async function equipCosigner(options: EquipOptions): Promise<Result<Cosigner, readonly string[]>> {
  const authentication = parseAuthentication(options.authentication ?? '1');
  const signs = authentication.ok && authentication.value.body === 'jwt';
  const url = parseUrl(options.url);
  const signerId: Result<string, string> =
    options.signerId === undefined ? err('--signer-id is missing') : ok(options.signerId);
  const certificate = await loadCertificate(authentication, url, options);
  const privateKey = signs
    ? await load('--cosigner-key', options.cosignerKey, (pem) => createPrivateKey(pem))
    : ok(undefined);
  const answerKey = signs
    ? await load('--answer-key', options.answerKey, (pem) => createPublicKey(pem))
    : ok(undefined);
  if (!authentication.ok || !url.ok || !signerId.ok || !certificate.ok || !privateKey.ok || !answerKey.ok) {
    const all = [authentication, url, signerId, certificate, privateKey, answerKey];
    return err(all.flatMap((part) => (part.ok ? [] : [part.error])));
  }
  const connection = openConnection({
    url: url.value,
    authentication: authentication.value,
    certificate: certificate.value,
    timeoutMs: options.timeoutMs,
  });
  const keys =
    privateKey.value === undefined || answerKey.value === undefined
      ? undefined
      : { privateKey: privateKey.value, answerKey: answerKey.value };
  return ok(
    createCosigner({ connection, signerId: signerId.value, otherSignerId: options.otherSignerId, keys }),
  );
}

export function authenticationNames(): readonly string[] {
  return Object.values(authenticationOptions).map(({ name }) => name);
}

function parseAuthentication(text: string): Result<Authentication, string> {
  const found = Object.entries(authenticationOptions).find(
    ([number, { name }]) => text === number || text === name,
  );
  return found === undefined
    ? err(`--authentication must be 1 to 5 or one of ${authenticationNames().join(', ')}`)
    : ok(found[1]);
}

function parseUrl(text: string | undefined): Result<URL, string> {
  if (text === undefined) return err('--url is missing');
  const url = URL.parse(text);
  return url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')
    ? err('--url must begin with http:// or https://')
    : ok(url);
}

async function loadCertificate(
  authentication: Result<Authentication, string>,
  url: Result<URL, string>,
  options: Profile,
): Promise<Result<string | undefined, string>> {
  if (!authentication.ok || !url.ok || authentication.value.trust === 'public') return ok(undefined);
  if (url.value.protocol !== 'https:') return err(`${authentication.value.name} needs an https:// address`);
  const pinned = authentication.value.trust === 'pinned';
  const [option, path] = pinned ? ['--tls-certificate', options.tlsCertificate] : ['--tls-ca', options.tlsCa];
  return load(option, path, (pem) => new X509Certificate(pem).toString());
}

async function load<T>(
  option: string,
  path: string | undefined,
  read: (pem: string) => T,
): Promise<Result<T, string>> {
  if (path === undefined) return err(`${option} is missing`);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return err(`${option}: ${path} cannot be read`);
  }
  try {
    return ok(read(text));
  } catch {
    return err(`${option}: ${path} is not what it should be, in PEM`);
  }
}
