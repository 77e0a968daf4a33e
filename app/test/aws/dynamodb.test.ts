import assert from 'node:assert/strict';
import { after, describe, type TestContext, test } from 'node:test';
import { verifyRows } from '../../src/audit/verify.ts';
import { type DynamoLedgerOptions, openDynamoLedger } from '../../src/aws/dynamodb/ledger.ts';
import { readTable } from '../../src/aws/dynamodb/reader.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import { startFakeDynamo, type Trouble } from '../helpers/fake-dynamodb.ts';
import {
  bodyKey,
  claiming,
  claimOf,
  draw,
  entry,
  hold,
  noon,
  rowContent,
  sha256,
} from '../helpers/ledger-entries.ts';
import { ledgerContract } from '../ledger/contract.ts';
import { limitsContract } from '../ledger/limits-contract.ts';

const fake = await startFakeDynamo();
Object.assign(process.env, fake.environment);
after(() => fake.close());

let tables = 0;

/** A ledger on a table of its own: the stand-in knows one, which is emptied. */
async function open(options: Omit<DynamoLedgerOptions, 'table'> = {}): Promise<Ledger> {
  fake.items.clear();
  fake.calls.length = 0;
  fake.trouble = () => undefined;
  tables += 1;
  const ledger = await openDynamoLedger({ table: `table-${tables}`, ...options });
  fake.calls.length = 0;
  return ledger;
}

async function* chains() {
  const table = readTable('table', bodyKey);
  for (const writer of [...(await table.heads()).keys()].sort()) yield* table.rows(writer);
}

for (const spread of [1, 4]) {
  ledgerContract(`dynamodb, counters in ${spread}`, async () => {
    const ledger = await open({ lanes: 1, spread });
    return { ledger, rows: () => chains() };
  });
}

describe('with many chains at once', () => {
  limitsContract(async (_t: TestContext) => open({ lanes: 8, spread: 3 }));

  test('every chain verifies, and together they hold every row', async () => {
    const ledger = await open({ lanes: 8 });
    await Promise.all(Array.from({ length: 100 }, (_, i) => ledger.record(entry({ requestId: `r-${i}` }))));
    const heads = await ledger.heads();
    assert.equal(heads.size, 8);
    const table = readTable('table');
    let rows = 0;
    for (const [writer, expectedHead] of heads) {
      const verified = await verifyRows(table.rows(writer), { expectedHead });
      assert.ok(verified.ok);
      rows += verified.value.rows;
    }
    assert.equal(rows, 100);
    await ledger.close();
  });
});

describe('round trips', () => {
  const given = claiming('r-1', claimOf([draw('a', 1n, 5n), draw('b', 1n, 5n)]));
  const prospect = () => ({ txId: 'tx-1', ...(given.claim && { claim: given.claim }) });

  test('are two for a new question and one for a repeated one', async () => {
    const ledger = await open();
    const recalled = await ledger.recall(given.row, given.row.payloadSha256, prospect);
    assert.ok(recalled.kind === 'new' && recalled.standing);
    await ledger.record({ ...given, standing: recalled.standing });
    assert.deepEqual(fake.calls, ['BatchGetItem', 'TransactWriteItems']);
    await ledger.recall(given.row, given.row.payloadSha256, prospect);
    assert.equal(fake.calls.length, 3);
    await ledger.close();
  });

  test('are two for a refusal that gives back', async () => {
    const ledger = await open();
    await ledger.record(given);
    fake.calls.length = 0;
    const refusal = {
      ...entry({ requestId: 'r-2', action: 'REJECT' }),
      releases: { txId: 'tx-1', now: noon },
    };
    const recalled = await ledger.recall(refusal.row, refusal.row.payloadSha256, () => ({ txId: 'tx-1' }));
    assert.ok(recalled.kind === 'new' && recalled.standing);
    await ledger.record({ ...refusal, standing: recalled.standing });
    assert.deepEqual(fake.calls, ['BatchGetItem', 'TransactWriteItems']);
    await ledger.close();
  });
});

describe('trouble of the table', () => {
  /** Trouble for the first `times` calls of an operation. */
  function cause(operation: string, trouble: Trouble, times = Number.POSITIVE_INFINITY): void {
    let left = times;
    fake.trouble = (called) => {
      if (called !== operation || left === 0) return undefined;
      left -= 1;
      return trouble;
    };
  }

  const given = claiming('r-1', claimOf([draw('a', 1n, 1n)]));

  for (const [what, trouble] of [
    ['a response that is lost after the write', { cut: 'after' }],
    ['a connection that is cut before it', { cut: 'before' }],
    ['a request that arrives twice', { twice: true }],
    ['a conflict with another writer', { cancel: ['None', 'TransactionConflict'] }],
    ['a slow answer', { delayMs: 30 }],
  ] as const) {
    test(`${what} is outlived: recorded once, counted once`, async () => {
      const ledger = await open();
      cause('TransactWriteItems', trouble, 1);
      assert.deepEqual(await ledger.record(given), { kind: 'recorded' });
      assert.equal(
        (await ledger.record(claiming('r-2', claimOf([draw('a', 1n, 1n)], { txId: 'tx-2' })))).kind,
        'exceeded',
      );
      const verified = await verifyRows(chains());
      assert.equal(verified.ok && verified.value.rows, 1);
      await ledger.close();
    });
  }

  test('an answer that never comes: not known to be recorded, and the chain goes on from what is there', async () => {
    const ledger = await open({ lanes: 1 });
    await ledger.record(entry({ requestId: 'before' }));
    cause('TransactWriteItems', { cut: 'after' });
    await assert.rejects(ledger.record(given), { problem: 'table_unreachable' });
    assert.deepEqual(ledger.status(), { healthy: false, problem: 'table_unreachable', rows: 1, pending: 0 });
    fake.trouble = () => undefined;
    assert.equal((await ledger.recall(given.row, given.row.payloadSha256)).kind, 'answered');
    assert.deepEqual(await ledger.record(entry({ requestId: 'after' })), { kind: 'recorded' });
    const verified = await verifyRows(chains());
    assert.equal(verified.ok && verified.value.rows, 3);
    assert.equal(ledger.status().healthy, true);
    await ledger.close();
  });

  for (const [error, problem] of [
    ['ThrottlingException', 'throttled'],
    ['ProvisionedThroughputExceededException', 'throttled'],
    ['ResourceNotFoundException', 'table_missing'],
    ['ValidationException', 'table_refuses'],
  ] as const) {
    test(`${error} is told as ${problem}`, async () => {
      const ledger = await open();
      fake.trouble = () => ({ error });
      await assert.rejects(ledger.record(entry()), { problem });
      await assert.rejects(ledger.recall(rowContent(), sha256('payload')), { problem });
      await assert.rejects(ledger.controls(), { problem });
      await ledger.close();
    });
  }

  for (const [code, problem] of [
    ['ThrottlingError', 'throttled'],
    ['ItemCollectionSizeLimitExceeded', 'table_refuses'],
  ] as const) {
    test(`a transaction cancelled with ${code} is told as ${problem}`, async () => {
      const ledger = await open();
      cause('TransactWriteItems', { cancel: ['None', code] });
      await assert.rejects(ledger.record(entry()), { problem });
      await ledger.close();
    });
  }

  test('others who are always faster are told as contended', async () => {
    const ledger = await open();
    cause('TransactWriteItems', { cancel: ['TransactionConflict'] });
    await assert.rejects(ledger.record(entry()), { problem: 'contended' });
    await ledger.close();
  });

  test('a read that leaves items out goes on where it stopped, and gives up at last', async () => {
    const ledger = await open();
    await ledger.record(given);
    cause('BatchGetItem', { only: 1 });
    const prospect = () => ({ txId: 'tx-1', claim: claimOf([draw('a', 1n, 1n)]) });
    assert.equal((await ledger.recall(rowContent({ requestId: 'r-1' }), sha256('payload'))).kind, 'answered');
    cause('BatchGetItem', { only: 0 }, 2);
    assert.equal((await ledger.recall(given.row, given.row.payloadSha256, prospect)).kind, 'answered');
    cause('BatchGetItem', { only: 0 });
    await assert.rejects(ledger.recall(given.row, given.row.payloadSha256, prospect), {
      problem: 'throttled',
    });
    await ledger.close();
  });
});

describe('bodies', () => {
  const large = 'x'.repeat(1_048_576);

  for (const bodies of [{ mode: 'plain' }, { mode: 'encrypted', key: bodyKey }] as const) {
    test(`of the largest size are kept ${bodies.mode}, and a part that is gone is found`, async () => {
      const ledger = await open({ bodies });
      await ledger.record(entry({}, large));
      const verified = await verifyRows(chains());
      assert.equal(verified.ok && verified.value.bodies, 1);
      for (const key of fake.items.keys())
        if (key.startsWith('b#') && key.endsWith(' 1')) fake.items.delete(key);
      assert.deepEqual(await verifyRows(chains()), { ok: false, error: { seq: 1, problem: 'body_altered' } });
      await ledger.close();
    });
  }

  test('are left out where the ledger omits them, and where they are encrypted and there is no key', async () => {
    for (const bodies of [{ mode: 'omitted' }, { mode: 'encrypted', key: bodyKey }] as const) {
      const ledger = await open({ bodies });
      await ledger.record(entry());
      for (const writer of (await ledger.heads()).keys()) {
        for await (const row of readTable('table').rows(writer)) assert.equal(row.body, undefined);
      }
      await ledger.close();
    }
  });
});

test('a table that is not there is told at the start', async () => {
  const opening = open();
  fake.trouble = () => ({ error: 'ResourceNotFoundException' });
  await assert.rejects(opening, { problem: 'table_missing' });
});

describe('an item that somebody altered', () => {
  for (const [what, alter] of [
    ['text', { text: { S: '{}' } }],
    ['hash', { hash: { S: 'f'.repeat(64) } }],
    ['number', { seq: { S: 'one' } }],
    ['attribute', { previous: { N: '1' } }],
  ] as const) {
    test(`in its ${what} answers nothing`, async () => {
      const ledger = await open();
      const held = entry(hold);
      await ledger.record(held);
      for (const [key, item] of fake.items)
        if (key.startsWith('q#')) fake.items.set(key, { ...item, ...alter });
      await assert.rejects(ledger.recall(held.row, held.row.payloadSha256), { problem: 'row_corrupt' });
      await assert.rejects(ledger.record(entry({ kind: 'after_hold' })), { problem: 'row_corrupt' });
      await ledger.close();
    });
  }

  test('a note sets a bounded number of things', async () => {
    const ledger = await open();
    const changes = Array.from({ length: 91 }, (_, i) => ({ key: `price:A${i}`, value: {} }));
    const note = { at: '', kind: 'control', by: '', why: '', changes } as const;
    await assert.rejects(ledger.note(note), { problem: 'table_refuses' });
    await ledger.close();
  });
});
