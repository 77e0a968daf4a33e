/**
 * `npm run test:limits`: limits under many processes, kills and faults. Real handlers under production's flags; one
 * stand-in for DynamoDB behind them (`helpers/fake-dynamodb.ts`), which also plays the faults, or one SQLite file.
 * `LIMITS_FULL=1` runs at full size; without it the same runs are smaller, so that they fit into a check.
 */

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { verifyChains } from '../../src/audit/verify-chains.ts';
import { readTable } from '../../src/aws/dynamodb/reader.ts';
import { openLedgerForReading } from '../../src/ledger/sqlite/reader.ts';
import { verifyLedger } from '../../src/ledger/sqlite/verify-ledger.ts';
import { startFakeDynamo, type Trouble } from '../helpers/fake-dynamodb.ts';
import { type HandlerProcess, openWorkplace } from '../helpers/process.ts';
import { crowd, type Judged } from './crowd.ts';

const full = process.env['LIMITS_FULL'] === '1';
/** Each is asked about about ten times: 2,000 transactions are 20,000 requests. */
const transactions = full ? 2_000 : 150;
const kills = full ? 100 : 10;
const processes = 8;

const fake = await startFakeDynamo();
Object.assign(process.env, fake.environment);
after(() => fake.close());
const workplace = await openWorkplace(after);

/** Half of all transactions fit. */
async function policyFor(cap: number): Promise<string> {
  const text = `version: 1
name: edge
limits: [{ name: edge, window: 24h, at_most: ${cap} transactions }]
release_unsigned_after: 24h
rules:
  - { name: sign, effect: permit, request: transaction, when: { operation: [TRANSFER] } }
  - { name: approve, effect: permit, request: transaction, when: { evidence: [none_at_approval] } }
`;
  return `file:${await workplace.write(`edge-${cap}.yaml`, text)}`;
}

function tell(t: { diagnostic: (text: string) => void }, began: number, judged: Judged): void {
  t.diagnostic(`${JSON.stringify(judged)} in ${((performance.now() - began) / 1000).toFixed(1)} s`);
}

/** What the table says is used, and that every chain holds. */
async function judgeTable(): Promise<bigint> {
  const table = readTable('edge');
  const verified = await verifyChains({ heads: await table.heads(), rows: table.rows });
  table.close();
  assert.ok(verified.ok, JSON.stringify(verified));
  let used = 0n;
  for (const [key, item] of fake.items) if (key.startsWith('c#')) used += BigInt(item['used']?.N ?? 0);
  return used;
}

async function startAll(cap: number, count: number): Promise<HandlerProcess[]> {
  fake.items.clear();
  const environment = {
    ...fake.environment,
    CALLBACK_POLICY: await policyFor(cap),
    CALLBACK_LEDGER: 'dynamodb:edge',
  };
  return Promise.all(Array.from({ length: count }, () => workplace.start(environment)));
}

describe('the edge of one limit', () => {
  const cap = Math.floor(transactions / 2);
  /** For the runs that wait for kills and faults. */
  const fewer = full ? 1_000 : transactions;
  const fewerCap = Math.floor(fewer / 2);

  test(`${processes} handlers on one table never pass it by one, and count nothing twice`, async (t) => {
    const handlers = await startAll(cap, processes);
    const began = performance.now();
    const judged = await crowd({
      handlers: () => handlers.map(({ url }) => url),
      transactions,
      repeats: 3,
      connections: 64,
      run: 'table',
    });
    tell(t, began, judged);
    assert.equal(judged.approved, cap);
    assert.ok(judged.signed <= cap);
    await Promise.all(handlers.map((handler) => handler.stop()));
    assert.equal(await judgeTable(), BigInt(cap));
  });

  test('one handler on SQLite, asked over 64 connections, neither', async (t) => {
    const ledger = `${workplace.folder}/edge.sqlite`;
    const handler = await workplace.start({
      CALLBACK_POLICY: await policyFor(cap),
      CALLBACK_LEDGER: `sqlite:${ledger}`,
    });
    const began = performance.now();
    const judged = await crowd({
      handlers: () => [handler.url],
      transactions,
      repeats: 3,
      connections: 64,
      run: 'file',
    });
    tell(t, began, judged);
    assert.equal(judged.approved, cap);
    assert.equal(judged.failures, 0);
    await handler.stop();
    const reader = openLedgerForReading(ledger);
    const verified = await verifyLedger(reader);
    reader.close();
    assert.ok(verified.ok);
  });

  test(`${kills} handlers killed one after the other lose no answer, leak no reservation, and leave whole chains`, async (t) => {
    const handlers = await startAll(fewerCap, 4);
    const living = new Set(handlers);
    const environment = {
      ...fake.environment,
      CALLBACK_POLICY: await policyFor(fewerCap),
      CALLBACK_LEDGER: 'dynamodb:edge',
    };
    let killed = 0;
    let finished = false;
    const killer = async (): Promise<void> => {
      while (!finished && killed < kills) {
        await new Promise((resolve) => setTimeout(resolve, 300));
        const [victim] = living;
        if (victim === undefined) continue;
        living.delete(victim);
        victim.signal('SIGKILL');
        killed += 1;
        living.add(await workplace.start(environment));
      }
    };
    const killing = killer();
    const began = performance.now();
    const judged = await crowd({
      handlers: () => [...living].map(({ url }) => url),
      transactions: fewer,
      repeats: 2,
      connections: 16,
      run: 'killed',
    });
    // All kills happen, even where the crowd was faster.
    while (killed < kills)
      await crowd({
        handlers: () => [...living].map(({ url }) => url),
        transactions: 20,
        repeats: 2,
        connections: 8,
        run: `more-${killed}`,
      });
    finished = true;
    await killing;
    tell(t, began, judged);
    t.diagnostic(`${killed} killed`);
    await Promise.all([...living].map((handler) => handler.stop()));
    // Nothing else was counted than what is reserved or signed for some transaction, up to the cap.
    assert.equal(await judgeTable(), BigInt(fewerCap));
    assert.ok(judged.approved <= fewerCap);
  });

  test('a table that delays, drops, throttles, answers twice and loses responses gives one answer or RETRY', async (t) => {
    const troubles: readonly (Trouble | undefined)[] = [
      { cut: 'after' },
      { cut: 'before' },
      { twice: true },
      { delayMs: 40 },
      { error: 'ThrottlingException' },
      { cancel: ['None', 'TransactionConflict'] },
    ];
    const handlers = await startAll(fewerCap, 3);
    fake.trouble = (operation) => {
      if (operation === 'Query' || Math.random() > 0.15) return undefined;
      const trouble = troubles[Math.floor(Math.random() * troubles.length)];
      return trouble?.cancel !== undefined && operation !== 'TransactWriteItems' ? undefined : trouble;
    };
    const began = performance.now();
    const judged = await crowd({
      handlers: () => handlers.map(({ url }) => url),
      transactions: fewer,
      repeats: 2,
      connections: 24,
      run: 'faulty',
    });
    tell(t, began, judged);
    fake.trouble = () => undefined;
    await Promise.all(handlers.map((handler) => handler.stop()));
    assert.ok(judged.approved <= fewerCap);
    assert.ok((await judgeTable()) <= BigInt(fewerCap));
  });
});
