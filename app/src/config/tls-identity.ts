/**
 * The certificate and key that the callback listener shows where TLS goes through to it: read from their references and
 * held against each other, so that a mix-up is found at start and not by the first caller. Whether the certificate is
 * trusted is the caller's matter: a load balancer does not ask.
 */

import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { Reference, Settings } from './environment.ts';
import { type Problem, problem } from './problem.ts';
import type { Sources } from './sources.ts';

/** PEM. */
export interface TlsIdentity {
  readonly certificate: string;
  readonly privateKey: string;
}

export async function loadTlsIdentity(
  { certificate, key }: NonNullable<Settings['tls']>,
  sources: Sources,
  problems: Problem[],
): Promise<TlsIdentity | undefined> {
  const certificatePem = await attempt('CALLBACK_TLS_CERTIFICATE', problems, () =>
    fetchText(certificate, sources, sources.readFile),
  );
  const keyPem = await attempt('CALLBACK_TLS_KEY', problems, () =>
    fetchText(key, sources, sources.readSecretFile),
  );
  if (certificatePem === undefined || keyPem === undefined) return undefined;
  const shown = await attempt(
    'CALLBACK_TLS_CERTIFICATE',
    problems,
    () => new X509Certificate(certificatePem),
    'holds no certificate in PEM',
  );
  const held = await attempt(
    'CALLBACK_TLS_KEY',
    problems,
    () => createPrivateKey(keyPem),
    'holds no private key in PEM',
  );
  if (shown === undefined || held === undefined) return undefined;
  if (shown.checkPrivateKey(held)) return { certificate: certificatePem, privateKey: keyPem };
  problems.push(problem('CALLBACK_TLS_KEY', 'is not the key of CALLBACK_TLS_CERTIFICATE'));
  return undefined;
}

function fetchText(
  reference: Reference,
  sources: Sources,
  readFile: (path: string) => Promise<string>,
): Promise<string> {
  switch (reference.kind) {
    case 'file':
      return readFile(reference.path);
    case 'ssm':
      return sources.readParameter(reference.parameter);
    case 'kms':
      throw new Error('a KMS key cannot hold TLS');
  }
}

async function attempt<T>(
  where: string,
  problems: Problem[],
  act: () => T | Promise<T>,
  sentence?: string,
): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    problems.push(problem(where, sentence ?? (error instanceof Error ? error.message : String(error))));
    return undefined;
  }
}
