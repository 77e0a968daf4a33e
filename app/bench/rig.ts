/**
 * What every measurement shares: keys, a policy, pre-signed unique requests, and processes pinned to cores. Making the
 * requests costs a signature each, so that is done once, in two threads.
 */

import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { signRequest } from '../src/simulator/sign-request.ts';

export interface Rig {
  readonly folder: string;
  readonly tokens: string;
  readonly cosigners: (answer: 'RS256' | 'ES256') => string;
  readonly policy: string;
  readonly cosignerPublicKey: string;
  readonly answerPrivateKey: string;
}

interface SigningJob {
  readonly key: string;
  readonly request: object;
  readonly count: number;
  readonly file: string;
}

export const signerId = '0b5f6c1e-0000-4000-8000-000000000001';

export async function openRig(folder: string, size: { requests: number; rules: number }): Promise<Rig> {
  const cosigner = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pkcs8 = { format: 'pem', type: 'pkcs8' } as const;
  const spki = { format: 'pem', type: 'spki' } as const;
  const write = (name: string, content: string | Buffer): string => {
    writeFileSync(join(folder, name), content, { mode: 0o600 });
    return join(folder, name);
  };
  const key = cosigner.privateKey.export(pkcs8).toString();
  const cosignerPublicKey = write('cosigner.pem', cosigner.publicKey.export(spki));
  const answerPrivateKey = write('RS256.pem', rsa.privateKey.export(pkcs8));
  write('ES256.pem', curve.privateKey.export(pkcs8));
  for (const answer of ['RS256', 'ES256'] as const) write(`${answer}.yaml`, cosignersDocument(answer));
  const request = sampleRequest();
  const half = Math.ceil(size.requests / 2);
  const files = [join(folder, 'tokens-0'), join(folder, 'tokens-1')];
  await Promise.all(files.map((file) => signInThread({ key, request, count: half, file })));
  const tokens = write('tokens', files.map((file) => readFileSync(file, 'latin1')).join('\n'));
  return {
    folder,
    tokens,
    cosignerPublicKey,
    answerPrivateKey,
    cosigners: (answer) => join(folder, `${answer}.yaml`),
    policy: write('policy.yaml', policyOf(size.rules)),
  };
}

/** The published signing sample, asked by the bench's signer. */
export function sampleRequest(): Record<string, unknown> {
  const vector = join(import.meta.dirname, '../test/vectors/ethereum-eip1559-signing.json');
  return { ...JSON.parse(readFileSync(vector, 'utf8')).payload, signerId };
}

/** The command pinned to a core, where the system has `taskset`. */
export function pinned(core: number, command: readonly string[]): readonly string[] {
  return process.platform === 'linux' ? ['taskset', '-c', String(core), ...command] : command;
}

function cosignersDocument(answer: string): string {
  return `version: 1
answer_keys: [{ name: bench, base_path: /, private_key: "file:${answer}.pem" }]
cosigners:
  - name: bench
    answer_algorithm: ${answer}
    public_keys: [{ name: bench-1, key: "file:cosigner.pem" }]
    signer_ids: ["${signerId}"]
`;
}

/** One rule in the middle permits the request; the others are like it, for other vaults, assets and limits. */
export function policyOf(rules: number): string {
  const assets = ['ETH', 'ETH_TEST5', 'MATIC_POLYGON', 'BNB_BSC'];
  const lines = Array.from({ length: rules - 1 }, (_, n) => {
    const asset = assets[n % assets.length];
    const effect = n % 10 === 0 ? 'forbid' : n % 10 === 1 ? 'hold' : 'permit';
    const limit =
      effect === 'permit' ? `at_most: ${1 + (n % 90)} ${asset}` : `more_than: ${1 + (n % 90)} ${asset}`;
    return `  - { name: rule-${n}, effect: ${effect}, request: transaction, when: { operation: [TRANSFER], asset: [${asset}], source_type: [VAULT], source_id: ["${1000 + n}"], amount: { ${limit} } } }`;
  });
  const permit =
    '  - { name: permitted, effect: permit, request: transaction, when: { operation: [TRANSFER], asset: [ETH], source_type: [VAULT], source_id: ["0"], amount: { at_most: 10 ETH }, fee: { at_most: 0.01 ETH } } }';
  const middle = Math.floor(lines.length / 2);
  return ['version: 1', 'name: bench', 'rules:', ...lines.toSpliced(middle, 0, permit), ''].join('\n');
}

function signInThread(job: SigningJob): Promise<void> {
  return new Promise((resolve, reject) => {
    new Worker(new URL(import.meta.url), { workerData: job })
      .once('error', reject)
      .once('exit', () => resolve());
  });
}

if (!isMainThread) {
  const { key, request, count, file }: SigningJob = workerData;
  const { createPrivateKey } = await import('node:crypto');
  const privateKey = createPrivateKey(key);
  const tokens = Array.from({ length: count }, () => {
    const id = randomUUID();
    return signRequest(JSON.stringify({ ...request, txId: id, requestId: id }), privateKey);
  });
  writeFileSync(file, tokens.join('\n'));
}
