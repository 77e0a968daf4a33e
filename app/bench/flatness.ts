/**
 * Does a decision take the same time with many rules, many addresses and a large ledger? Whole decisions in this
 * process, real signatures included, the best of several rounds; figures are ratios of the large to the small.
 */

import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createHandle } from '../src/callback/handle.ts';
import type { Keyring } from '../src/config/keyring.ts';
import type { Ledger } from '../src/ledger/ledger.ts';
import { MemoryLedger } from '../src/ledger/memory.ts';
import { openSqliteLedger } from '../src/ledger/sqlite/ledger.ts';
import { parsePolicy } from '../src/policy/load.ts';
import type { Policy } from '../src/policy/policy.ts';
import { signRequest } from '../src/simulator/sign-request.ts';
import { createLocalSigner } from '../src/token/local-signer.ts';
import { builtInAssets } from '../src/transaction/assets/built-in.ts';
import { policyOf, sampleRequest, signerId } from './rig.ts';

const rounds = 7;
const decisionsPerRound = 150;
const cosigner = generateKeyPairSync('rsa', { modulusLength: 2048 });
const signer = createLocalSigner('bench', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
if (!signer.ok) throw new Error(signer.error);
const keyring: Keyring = {
  cosignerKeys: [{ cosigner: 'bench', name: 'bench-1', publicKey: cosigner.publicKey, signatureBytes: 256 }],
  signers: new Map([[signerId, 'bench']]),
  cosigners: new Map([['bench', { transport: 'jwt', answerAlgorithm: 'RS256' }]]),
  answerKeys: [{ basePath: '', signer: signer.value }],
};

export interface Flatness {
  readonly what: string;
  readonly ratio: number;
}

/** `ledgerRows`: the size of the large ledger; its index is filled, which is what a new question is looked up in. */
export async function measureFlatness(folder: string, ledgerRows: number): Promise<readonly Flatness[]> {
  const tokens = Array.from({ length: rounds * decisionsPerRound }, () => {
    const id = randomUUID();
    return Buffer.from(
      signRequest(JSON.stringify({ ...sampleRequest(), txId: id, requestId: id }), cosigner.privateKey),
    );
  });
  const forget = async (): Promise<Ledger> => new MemoryLedger();
  const ratio = async (small: Bench, large: Bench): Promise<number> => {
    const [first, second] = [await decisionMs(small, tokens), await decisionMs(large, tokens)];
    return second / first;
  };
  const ledgerOf = (rows: number) => (): Promise<Ledger> => largeLedger(folder, rows);
  const policy = load(policyOf(10));
  return [
    {
      what: '10 to 10,000 rules',
      ratio: await ratio({ policy, ledger: forget }, { policy: load(policyOf(10_000)), ledger: forget }),
    },
    {
      what: '100 to 1,000,000 addresses in a book',
      ratio: await ratio(
        { policy: bookPolicy(100), ledger: forget },
        { policy: bookPolicy(1_000_000), ledger: forget },
      ),
    },
    {
      what: `1,000 to ${ledgerRows.toLocaleString('en')} questions in the ledger`,
      ratio: await ratio({ policy, ledger: ledgerOf(1000) }, { policy, ledger: ledgerOf(ledgerRows) }),
    },
  ];
}

interface Bench {
  readonly policy: Policy;
  readonly ledger: () => Promise<Ledger>;
}

/** Milliseconds per decision in the best round. */
async function decisionMs({ policy, ledger: open }: Bench, tokens: readonly Buffer[]): Promise<number> {
  const ledger = await open();
  const handle = createHandle({
    keyring: () => keyring,
    policy,
    ledger,
    clock: Date.now,
    stopwatch: () => performance.now(),
    controls: () => ({ pauses: [], exceptions: new Map(), prices: new Map() }),
    holdMs: 60_000,
    report: () => undefined,
  });
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const bodies = tokens.slice(round * decisionsPerRound, (round + 1) * decisionsPerRound);
    const began = performance.now();
    await Promise.all(
      bodies.map((body) =>
        handle({ operation: 'transaction', channel: { mode: 'jwt', basePath: '' }, body }),
      ),
    );
    times.push((performance.now() - began) / decisionsPerRound);
  }
  await ledger.close();
  return Math.min(...times);
}

function load(yaml: string, files: ReadonlyMap<string, Uint8Array> = new Map()): Policy {
  const policy = parsePolicy(Buffer.from(yaml), builtInAssets, files);
  if (!policy.ok) throw new Error(JSON.stringify(policy.error.slice(0, 3)));
  return policy.value;
}

function bookPolicy(addresses: number): Policy {
  const others = Array.from({ length: addresses - 1 }, (_, n) => `0x${n.toString(16).padStart(40, '0')}`);
  const book = [...others, String(sampleRequest()['destAddress']).toLowerCase()].join('\n');
  const yaml = `version: 1
name: book
address_books: { known: { file: known.txt } }
rules:
  - { name: known, effect: permit, request: transaction, when: { operation: [TRANSFER], destination_address_book: [known] } }
`;
  return load(yaml, new Map([['known.txt', Buffer.from(book)]]));
}

async function largeLedger(folder: string, rows: number): Promise<Ledger> {
  const path = join(folder, `ledger-${rows}`);
  for (const suffix of ['', '-wal', '-shm', '-lock']) rmSync(path + suffix, { force: true });
  await (await openSqliteLedger({ path, bodies: { mode: 'plain' } })).close();
  const db = new DatabaseSync(path);
  db.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
           INSERT INTO question SELECT randomblob(16), i FROM n`);
  db.close();
  return openSqliteLedger({ path, bodies: { mode: 'plain' } });
}
