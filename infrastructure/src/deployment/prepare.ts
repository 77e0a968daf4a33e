/**
 * Everything that can be checked before anything is changed: keys, policy, account, certificate. All problems are
 * reported together. Reads files and asks AWS; changes nothing.
 */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Aws } from '../aws/aws.ts';
import type { StoredParameter } from '../aws/parameters.ts';
import {
  type AssessedKey,
  assessPrivateKey,
  assessPublicKey,
  findSharedKeys,
  isPublicHalf,
} from '../keys/assess.ts';
import { exitCodes } from '../lib/exit-codes.ts';
import { type Failure, failure } from '../lib/failure.ts';
import { err, ok, type Result } from '../lib/result.ts';
import type { Messages } from '../messages/messages.ts';
import { cosignersDocument } from './cosigners-document.ts';
import type { Deployment } from './deployment.ts';

export interface Prepared {
  readonly deployment: Deployment;
  readonly answerKeys: readonly AssessedKey[];
  readonly cosignerKeys: readonly AssessedKey[];
  /** What Parameter Store has to hold. */
  readonly wanted: readonly StoredParameter[];
  /** Changes whenever a key or the co-signers document does, and so starts new tasks. */
  readonly keyVersion: string;
  readonly policy: { readonly key: string; readonly sha256: string; readonly content: Buffer };
}

const maxParameterBytes = 4096;
const certificateWarningDays = 30;
const dayMs = 86_400_000;

export async function prepareDeployment(
  deployment: Deployment,
  aws: Aws,
  messages: Messages,
  nowMs: number,
): Promise<Result<Prepared, Failure>> {
  const [answers, cosigners, policy, account, certificate] = await Promise.all([
    Promise.all(deployment.answerKeys.map(({ name, file }) => assessPrivateKey(name, file))),
    Promise.all(
      deployment.cosigners.flatMap(({ publicKeys }) =>
        publicKeys.map(({ name, file }) => assessPublicKey(name, file)),
      ),
    ),
    readPolicy(deployment.policy, messages),
    checkAccount(deployment, aws, messages),
    checkCertificate(deployment, aws, messages, nowMs),
  ]);
  const answerKeys = answers.flatMap((key) => (key.ok ? [key.value] : []));
  const cosignerKeys = cosigners.flatMap((key) => (key.ok ? [key.value] : []));
  const document = cosignersDocument(deployment);
  const pairs = await Promise.all(
    deployment.answerKeys.map(({ file }, at) => checkPair(file, answers[at], messages)),
  );
  const problems = [
    ...pairs.flat(),
    ...[...answers, ...cosigners, policy].flatMap((item) => (item.ok ? [] : [item.error])),
    ...findSharedKeys(answerKeys, cosignerKeys),
    ...(Buffer.byteLength(document) > maxParameterBytes ? [messages('document_too_large')] : []),
    ...account,
    ...certificate,
  ];
  if (problems.length > 0 || !policy.ok) return err(failure(exitCodes.configuration, ...problems));
  const wanted = [
    ...[...answerKeys, ...cosignerKeys].map(({ name, pem, fingerprint }) => ({
      name: `/${deployment.stack}/${name}`,
      value: pem,
      secret: true,
      fingerprint,
    })),
    {
      name: `/${deployment.stack}/cosigners`,
      value: document,
      secret: false,
      fingerprint: sha256(Buffer.from(document)),
    },
  ];
  const keyVersion = sha256(
    Buffer.from(wanted.map(({ name, fingerprint }) => `${name} ${fingerprint}`).join('\n')),
  );
  return ok({
    deployment,
    answerKeys,
    cosignerKeys,
    wanted,
    keyVersion: keyVersion.slice(0, 16),
    policy: policy.value,
  });
}

/** The public half that was registered is the one beside the key, where there is one: `x_private.pem`, `x_public.pem`. */
async function checkPair(
  file: string,
  key: Result<AssessedKey, string> | undefined,
  messages: Messages,
): Promise<readonly string[]> {
  const beside = file.replace(/_private\.pem$/, '_public.pem');
  if (beside === file || !key?.ok) return [];
  const text = await readFile(beside, 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  const matches = isPublicHalf(text, key.value.fingerprint);
  return matches ? [] : [messages('pair_differs', file, beside)];
}

async function readPolicy(path: string, messages: Messages): Promise<Result<Prepared['policy'], string>> {
  const content = await readFile(path).catch(() => undefined);
  if (content === undefined) return err(messages('cannot_read', path));
  // A book file would have to lie beside the document in the bucket; none is uploaded.
  if (/^[^#\n]*\bfile:\s/m.test(content.toString())) return err(messages('policy_with_book_files', path));
  const hash = sha256(content);
  return ok({ key: `policy/${hash}.yaml`, sha256: hash, content });
}

async function checkAccount(
  { account }: Deployment,
  aws: Aws,
  messages: Messages,
): Promise<readonly string[]> {
  const identity = await aws.identity();
  return identity.account === account ? [] : [messages('wrong_account', identity.account, account)];
}

async function checkCertificate(
  { parameters, region }: Deployment,
  aws: Aws,
  messages: Messages,
  nowMs: number,
): Promise<readonly string[]> {
  const arn = parameters['CertificateArn'] ?? '';
  if (arn === '') return [messages('certificate_missing')];
  if (!arn.includes(':acm:')) return [];
  if (!arn.includes(`:acm:${region}:`)) return [messages('certificate_elsewhere', arn, region)];
  const certificate = await aws.certificates.describe(arn);
  if (certificate === undefined) return [messages('certificate_not_found', arn)];
  const host = parameters['HostName'];
  const daysLeft = certificate.notAfter
    ? (certificate.notAfter.getTime() - nowMs) / dayMs
    : Number.POSITIVE_INFINITY;
  return [
    ...(certificate.status === 'ISSUED' ? [] : [messages('certificate_not_issued', certificate.status)]),
    ...(host === undefined || covers(certificate.names, host)
      ? []
      : [messages('certificate_other_name', host)]),
    ...(daysLeft > certificateWarningDays
      ? []
      : [messages('certificate_expires', String(Math.floor(daysLeft)))]),
  ];
}

/** RFC 6125 section 6.4.3: a wildcard stands for one whole label. */
export function covers(names: readonly string[], host: string): boolean {
  return names.some(
    (name) => name === host || (name.startsWith('*.') && name.slice(1) === host.slice(host.indexOf('.'))),
  );
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
