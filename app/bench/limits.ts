/**
 * `npm run bench:limits`: what 20 limits cost a decision on SQLite, in CPU time of the whole process (the writer's thread
 * included), which means the same on a machine that others use too. Rounds with and without limits take turns.
 */

import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHandle, type Handle } from '../src/callback/handle.ts';
import type { Keyring } from '../src/config/keyring.ts';
import type { Ledger } from '../src/ledger/ledger.ts';
import { openSqliteLedger } from '../src/ledger/sqlite/ledger.ts';
import { parsePolicy } from '../src/policy/load.ts';
import { signRequest } from '../src/simulator/sign-request.ts';
import { createLocalSigner } from '../src/token/local-signer.ts';
import { builtInAssets } from '../src/transaction/assets/built-in.ts';
import { sampleRequest, signerId } from './rig.ts';

const rounds = 6;
const perRound = 1_000;
const connections = 64;
const folder = mkdtempSync(join(tmpdir(), 'bench-limits-'));

const cosigner = generateKeyPairSync('rsa', { modulusLength: 2048 });
const answer = createLocalSigner('bench', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
if (!answer.ok) throw new Error('no answer key');
const keyring: Keyring = {
  cosignerKeys: [{ cosigner: 'bench', name: 'bench-1', publicKey: cosigner.publicKey, signatureBytes: 256 }],
  signers: new Map([[signerId, 'bench']]),
  cosigners: new Map([['bench', { transport: 'jwt', answerAlgorithm: 'RS256' }]]),
  answerKeys: [{ basePath: '', signer: answer.value }],
};

interface Cost {
  readonly all: number;
  readonly main: number;
}

/** Different windows and scopes, none of them ever reached. */
function policyOf(limits: number): string {
  const scopes = [
    '',
    'per: [source], ',
    'per: [source, asset], ',
    'per: [destination], ',
    'per: [signer_id, operation], ',
  ];
  const windows = ['24h', '7d', '60m', 'day', 'month'];
  const lines = Array.from({ length: limits }, (_, i) => {
    const cap = i % 2 === 0 ? '1000000000 ETH' : '999999999 transactions';
    return `  - { name: limit-${i}, window: ${windows[i % 5]}, ${scopes[Math.floor(i / 4)]}at_most: ${cap} }`;
  });
  const section = limits === 0 ? '' : `limits:\n${lines.join('\n')}\n`;
  return `version: 1\nname: bench\ntime_zone: Asia/Tokyo\n${section}rules:\n  - { name: all, effect: permit, request: transaction, when: { operation: [TRANSFER] } }\n`;
}

async function open(limits: number): Promise<{ readonly handle: Handle; readonly ledger: Ledger }> {
  const policy = parsePolicy(Buffer.from(policyOf(limits)), builtInAssets, new Map());
  if (!policy.ok) throw new Error(JSON.stringify(policy.error));
  const ledger = await openSqliteLedger({
    path: join(folder, `ledger-${limits}`),
    bodies: { mode: 'plain' },
  });
  const controls = { pauses: [], exceptions: new Map(), prices: new Map() };
  const handle = createHandle({
    keyring: () => keyring,
    policy: policy.value,
    ledger,
    clock: Date.now,
    stopwatch: () => performance.now(),
    controls: () => controls,
    holdMs: 60_000,
    report: () => undefined,
  });
  return { handle, ledger };
}

function makeTokens(): readonly Buffer[] {
  return Array.from({ length: perRound }, () => {
    const id = randomUUID();
    return Buffer.from(
      signRequest(JSON.stringify({ ...sampleRequest(), txId: id, requestId: id }), cosigner.privateKey),
    );
  });
}

/** Microseconds of CPU for one decision: of the whole process, and of the main thread, which bounds the throughput. */
async function measure(handle: Handle): Promise<Cost> {
  const tokens = makeTokens();
  let next = 0;
  const before = process.cpuUsage();
  const mainBefore = process.threadCpuUsage();
  const worker = async (): Promise<void> => {
    for (let body = tokens[next++]; body !== undefined; body = tokens[next++]) {
      await handle({ operation: 'transaction', channel: { mode: 'jwt', basePath: '' }, body });
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  const { user, system } = process.cpuUsage(before);
  const main = process.threadCpuUsage(mainBefore);
  return { all: (user + system) / perRound, main: (main.user + main.system) / perRound };
}

const bare = await open(0);
const limited = await open(20);
const costs: Record<'bare' | 'limited', Cost[]> = { bare: [], limited: [] };
for (let round = 0; round < rounds; round += 1) {
  costs.bare.push(await measure(bare.handle));
  costs.limited.push(await measure(limited.handle));
}
for (const [part, what] of [
  ['main', 'the main thread, which bounds the throughput'],
  ['all', 'all threads together'],
] as const) {
  const middle = (all: readonly Cost[]): number =>
    all.map((cost) => cost[part]).sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;
  const [without, withLimits] = [middle(costs.bare), middle(costs.limited)];
  process.stdout.write(
    `${what}: ${without.toFixed(0)} µs for one decision without limits, ${withLimits.toFixed(0)} µs with 20: ${((withLimits / without - 1) * 100).toFixed(1)} % more (wanted under 10 %)\n`,
  );
}
await bare.ledger.close();
await limited.ledger.close();
rmSync(folder, { recursive: true });
