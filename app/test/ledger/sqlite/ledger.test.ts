import assert from 'node:assert/strict';
import type { KeyObject } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import type { StoredRow } from '../../../src/audit/row.ts';
import { verifyRows } from '../../../src/audit/verify.ts';
import { answerOf } from '../../../src/ledger/answer.ts';
import type { Ledger } from '../../../src/ledger/ledger.ts';
import type { BodyKeeping } from '../../../src/ledger/sqlite/body.ts';
import { openSqliteLedger } from '../../../src/ledger/sqlite/ledger.ts';
import { openLedgerForReading } from '../../../src/ledger/sqlite/reader.ts';
import { bodyKey, entry, hold, ledgerPath, rowContent, sha256 } from '../../helpers/ledger-entries.ts';
import { ledgerContract } from '../contract.ts';

const plain = { mode: 'plain' } as const;

/** Closed at the latest with the test. */
async function openLedger(t: TestContext, path: string, bodies: BodyKeeping = plain): Promise<Ledger> {
  const ledger = await openSqliteLedger({ path, bodies });
  t.after(() => ledger.close());
  return ledger;
}

async function* readRows(path: string, key?: KeyObject): AsyncGenerator<StoredRow> {
  const reader = openLedgerForReading(path, key);
  try {
    yield* reader.rows();
  } finally {
    reader.close();
  }
}

ledgerContract('sqlite', async (t) => {
  const path = ledgerPath(t);
  const ledger = await openLedger(t, path);
  return { ledger, rows: () => readRows(path) };
});

test('what was recorded is there after closing and opening again, and the chain goes on', async (t) => {
  const path = ledgerPath(t);
  const first = await openLedger(t, path);
  await first.record(entry(hold));
  await first.close();
  const second = await openLedger(t, path);
  assert.equal(second.status().rows, 1);
  const recalled = await second.recall(rowContent(), sha256('payload'));
  assert.deepEqual(recalled, { kind: 'answered', answer: answerOf(rowContent(hold)) });
  await second.record(entry({ kind: 'after_hold' }));
  await second.close();
  const verified = await verifyRows(readRows(path));
  assert.equal(verified.ok && verified.value.rows, 2);
});

test('all files are readable by their owner only', async (t) => {
  const path = ledgerPath(t);
  const ledger = await openLedger(t, path);
  await ledger.record(entry());
  const folder = dirname(path);
  const modes = readdirSync(folder).map((name) => [name, statSync(`${folder}/${name}`).mode & 0o777]);
  assert.deepEqual(modes, [
    ['ledger.db', 0o600],
    ['ledger.db-lock', 0o600],
    ['ledger.db-shm', 0o600],
    ['ledger.db-wal', 0o600],
  ]);
  await ledger.close();
});

test('encrypted bodies are nowhere in the file, and come back with the key', async (t) => {
  const path = ledgerPath(t);
  const ledger = await openLedger(t, path, { mode: 'encrypted', key: bodyKey });
  await ledger.record(entry({}, 'a body nobody may read'));
  await ledger.close();
  assert.equal(readFileSync(path).includes('nobody may read'), false);
  const verified = await verifyRows(readRows(path, bodyKey));
  assert.equal(verified.ok && verified.value.bodies, 1);
});

test('omitted bodies are nowhere in the file, and the chain verifies without them', async (t) => {
  const path = ledgerPath(t);
  const ledger = await openLedger(t, path, { mode: 'omitted' });
  await ledger.record(entry({}, 'a body nobody may keep'));
  await ledger.close();
  assert.equal(readFileSync(path).includes('nobody may keep'), false);
  const verified = await verifyRows(readRows(path));
  assert.deepEqual(verified.ok && [verified.value.rows, verified.value.bodies], [1, 0]);
});

test('a batch that fails is rejected whole and shows in the status until a batch succeeds', async (t) => {
  const path = ledgerPath(t);
  const ledger = await openLedger(t, path);
  await ledger.record(entry());
  const other = new DatabaseSync(path);
  other.exec('BEGIN IMMEDIATE');
  const ids = ['r-2', 'r-3', 'r-4'];
  const failed = await Promise.allSettled(ids.map((requestId) => ledger.record(entry({ requestId }))));
  for (const one of failed) assert.equal(one.status === 'rejected' && one.reason.problem, 'database_locked');
  assert.deepEqual(ledger.status(), { healthy: false, problem: 'database_locked', rows: 1, pending: 0 });
  assert.deepEqual(await ledger.recall(rowContent({ requestId: 'r-2' }), sha256('payload')), { kind: 'new' });
  other.exec('ROLLBACK');
  other.close();
  for (const requestId of ids) {
    assert.deepEqual(await ledger.record(entry({ requestId })), { kind: 'recorded' });
  }
  assert.deepEqual(ledger.status(), { healthy: true, rows: 4, pending: 0 });
  await ledger.close();
  const verified = await verifyRows(readRows(path));
  assert.equal(verified.ok && verified.value.rows, 4);
});

test('an answer is not recalled from a row that was tampered with', async (t) => {
  const path = ledgerPath(t);
  const ledger = await openLedger(t, path);
  await ledger.record(entry({ action: 'REJECT', reason: 'policy_forbidden' }));
  const other = new DatabaseSync(path);
  other.exec(`UPDATE row SET text = replace(text, 'REJECT', 'APPROVE')`);
  other.close();
  await assert.rejects(ledger.recall(rowContent(), sha256('payload')), { problem: 'row_corrupt' });
  await assert.rejects(ledger.record(entry()), { problem: 'row_corrupt' });
  assert.deepEqual(await ledger.record(entry({ requestId: 'r-2' })), { kind: 'recorded' });
  await ledger.close();
});

test('a file that is no ledger is refused by name and left as it was', async (t) => {
  const path = ledgerPath(t);
  writeFileSync(path, 'not a database, but long enough to be taken for the header of one '.repeat(20));
  const before = readFileSync(path);
  await assert.rejects(openSqliteLedger({ path, bodies: plain }), {
    name: 'LedgerError',
    problem: 'not_a_ledger',
  });
  assert.deepEqual(readFileSync(path), before);
});

test('one turn of the event loop asks one view of the file, and still sees what was recorded in it', async (t) => {
  const ledger = await openLedger(t, ledgerPath(t));
  const question = rowContent();
  const both = await Promise.all([1, 2].map(() => ledger.recall(question, sha256('payload'))));
  assert.deepEqual(both, [{ kind: 'new' }, { kind: 'new' }]);
  const recording = ledger.record(entry());
  while (ledger.status().rows === 0) {
    await ledger.recall(question, sha256('payload'));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await recording;
  assert.equal((await ledger.recall(question, sha256('payload'))).kind, 'answered');
});

test('closing in the turn of a question is no trouble', async (t) => {
  const ledger = await openLedger(t, ledgerPath(t));
  await ledger.recall(rowContent(), sha256('payload'));
  await ledger.close();
  await new Promise((resolve) => setImmediate(resolve));
  await assert.rejects(ledger.recall(rowContent(), sha256('payload')), /closed/);
});
