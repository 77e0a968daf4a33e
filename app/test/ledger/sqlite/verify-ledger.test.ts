import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { emptyHead, type Head, nextRow, serialiseContent } from '../../../src/audit/chain.ts';
import type { RowContent } from '../../../src/audit/row.ts';
import type { BadRow, Verified } from '../../../src/audit/verify.ts';
import { questionOf } from '../../../src/ledger/answer.ts';
import { keyBytes } from '../../../src/ledger/sqlite/answering.ts';
import type { BodyKeeping } from '../../../src/ledger/sqlite/body.ts';
import { openLedgerForReading } from '../../../src/ledger/sqlite/reader.ts';
import { verifyLedger } from '../../../src/ledger/sqlite/verify-ledger.ts';
import { Writer } from '../../../src/ledger/sqlite/writer.ts';
import type { Result } from '../../../src/lib/result.ts';
import { bodyKey, hold, ledgerPath, otherBodyKey, rowContent } from '../../helpers/ledger-entries.ts';

const plain = { mode: 'plain' } as const;

function write(path: string, contents: readonly RowContent[], bodies: BodyKeeping = plain): void {
  const writer = new Writer({ path, bodies });
  const jobs = contents.map((row) => ({
    question: questionOf(row),
    kind: row.kind,
    payloadSha256: row.payloadSha256,
    bodySha256: row.bodySha256,
    content: serialiseContent(row),
    body: 'body',
  }));
  assert.deepEqual(
    writer.write(jobs).outcomes,
    jobs.map(() => 'recorded'),
  );
  writer.close();
}

/** Six rows: a decision, a hold, a note, two replacements of the hold (the first a longer hold), a decision. */
function ledgerOfSix(t: TestContext, bodies: BodyKeeping = plain): string {
  const path = ledgerPath(t);
  write(
    path,
    [
      rowContent({ requestId: 'a' }),
      rowContent({ requestId: 'b', ...hold }),
      rowContent({ requestId: 'b', kind: 'changed_request' }),
      rowContent({ requestId: 'b', ...hold, kind: 'after_hold' }),
      rowContent({ requestId: 'b', kind: 'after_hold' }),
      rowContent({ requestId: 'c', at: '2026-03-02T00:00:00.000Z' }),
    ],
    bodies,
  );
  return path;
}

function tamper(path: string, work: (db: DatabaseSync) => void): void {
  const db = new DatabaseSync(path);
  work(db);
  db.close();
}

async function verify(path: string, expectedHead?: Head): Promise<Result<Verified, BadRow>> {
  const reader = openLedgerForReading(path);
  try {
    return await verifyLedger(reader, expectedHead);
  } finally {
    reader.close();
  }
}

async function findsIn(
  path: string,
  seq: number,
  problem: BadRow['problem'],
  expectedHead?: Head,
): Promise<void> {
  assert.deepEqual(await verify(path, expectedHead), { ok: false, error: { seq, problem } });
}

test('a ledger as it was written verifies, with its head as expected', async (t) => {
  const path = ledgerOfSix(t);
  const verified = await verify(path);
  assert.ok(verified.ok);
  const { head, ...rest } = verified.value;
  assert.deepEqual(rest, {
    rows: 6,
    bodies: 6,
    firstAt: '2026-03-01T10:00:00.000Z',
    lastAt: '2026-03-02T00:00:00.000Z',
  });
  assert.equal(head.seq, 6);
  assert.deepEqual(await verify(path, head), verified);
});

test('an empty ledger verifies', async (t) => {
  const path = ledgerPath(t);
  write(path, []);
  assert.deepEqual(await verify(path), { ok: true, value: { rows: 0, bodies: 0, head: emptyHead } });
});

for (const [what, sql, seq, problem] of [
  [
    'an altered text',
    `UPDATE row SET text = replace(text, 'APPROVE', 'REJECT') WHERE seq = 5`,
    5,
    'row_altered',
  ],
  ['an altered body', `UPDATE row SET body = x'00' WHERE seq = 2`, 2, 'body_altered'],
  ['a removed row', 'DELETE FROM row WHERE seq = 3', 3, 'row_missing'],
  ['a removed first row', 'DELETE FROM row WHERE seq = 1', 1, 'row_missing'],
  ['an altered hash', `UPDATE row SET hash = zeroblob(32) WHERE seq = 6`, 6, 'row_altered'],
  [
    'two rows that changed places',
    'UPDATE row SET seq = -seq WHERE seq IN (2, 3); UPDATE row SET seq = 5 + seq WHERE seq < 0',
    2,
    'row_reordered',
  ],
  ['a forgotten answer', 'DELETE FROM question WHERE seq = 1', 1, 'answer_missing'],
  ['a forgotten replacement', 'UPDATE question SET seq = 2 WHERE seq = 5', 4, 'answer_elsewhere'],
  ['a forgotten last replacement', 'UPDATE question SET seq = 4 WHERE seq = 5', 5, 'answer_elsewhere'],
  [
    'an answer taken from another decision',
    'UPDATE question SET seq = 6 WHERE seq = 1',
    1,
    'answer_elsewhere',
  ],
  [
    'a hold answered by a foreign replacement',
    'UPDATE question SET seq = 1 WHERE seq = 5',
    2,
    'answer_elsewhere',
  ],
  ['a hold answered by another decision', 'UPDATE question SET seq = 6 WHERE seq = 5', 2, 'answer_elsewhere'],
  [
    'a hold answered by a row that is not there',
    'UPDATE question SET seq = 9 WHERE seq = 5',
    2,
    'answer_elsewhere',
  ],
  ['an answer to a question nobody asked', `INSERT INTO question VALUES (x'00', 6)`, 0, 'answer_without_row'],
] as const) {
  test(`${what} is found`, async (t) => {
    const path = ledgerOfSix(t);
    tamper(path, (db) => db.exec(sql));
    await findsIn(path, seq, problem);
  });
}

test('removed last rows are found by the head that was noted', async (t) => {
  const path = ledgerOfSix(t);
  const whole = await verify(path);
  assert.ok(whole.ok);
  tamper(path, (db) => db.exec('DELETE FROM row WHERE seq = 6; DELETE FROM question WHERE seq = 6'));
  const shortened = await verify(path);
  assert.equal(shortened.ok && shortened.value.rows, 5);
  await findsIn(path, 6, 'row_missing', whole.value.head);
});

test('a decision that was written twice for one question is found', async (t) => {
  const path = ledgerOfSix(t);
  const whole = await verify(path);
  assert.ok(whole.ok);
  const { writer } = openLedgerForReading(path).meta;
  const content = serialiseContent(rowContent({ requestId: 'a', action: 'REJECT' }));
  const row = nextRow(whole.value.head, writer, content);
  tamper(path, (db) => {
    db.prepare('INSERT INTO row VALUES (?, ?, ?, ?, NULL)').run(
      row.seq,
      row.text,
      Buffer.from(row.previous, 'hex'),
      Buffer.from(row.hash, 'hex'),
    );
    db.prepare('UPDATE question SET seq = ? WHERE key = ?').run(
      row.seq,
      keyBytes(rowContent({ requestId: 'a' })),
    );
  });
  await findsIn(path, 1, 'answer_elsewhere');
});

test('encrypted bodies are checked with the key, left out without it, and another key is refused', async (t) => {
  const path = ledgerOfSix(t, { mode: 'encrypted', key: bodyKey });
  const without = await verify(path);
  assert.deepEqual(without.ok && [without.value.rows, without.value.bodies], [6, 0]);
  const reader = openLedgerForReading(path, bodyKey);
  const verified = await verifyLedger(reader);
  assert.equal(verified.ok && verified.value.bodies, 6);
  tamper(path, (db) => db.exec('UPDATE row SET body = (SELECT body FROM row WHERE seq = 1) WHERE seq = 4'));
  tamper(path, (db) => db.exec(`UPDATE row SET body = zeroblob(40) WHERE seq = 3`));
  assert.deepEqual(await verifyLedger(reader), { ok: false, error: { seq: 3, problem: 'body_altered' } });
  reader.close();
  assert.throws(() => openLedgerForReading(path, otherBodyKey), { problem: 'body_key_differs' });
});

test('an unreadable row with an encrypted body is found as such', async (t) => {
  const path = ledgerOfSix(t, { mode: 'encrypted', key: bodyKey });
  tamper(path, (db) => db.exec(`UPDATE row SET text = 'gone' WHERE seq = 2`));
  const reader = openLedgerForReading(path, bodyKey);
  assert.deepEqual(await verifyLedger(reader), { ok: false, error: { seq: 2, problem: 'row_unreadable' } });
  reader.close();
});

test('omitted bodies are left out', async (t) => {
  const path = ledgerOfSix(t, { mode: 'omitted' });
  const verified = await verify(path);
  assert.deepEqual(verified.ok && [verified.value.rows, verified.value.bodies], [6, 0]);
});

test('a ledger of several pages that grows while it is read verifies up to its new end', async (t) => {
  const path = ledgerPath(t);
  const rows = Array.from({ length: 200 }, (_, i) => rowContent({ requestId: `r-${i}` }));
  write(path, rows.slice(0, 130));
  const reader = openLedgerForReading(path);
  const seqs: number[] = [];
  for await (const row of reader.rows()) {
    seqs.push(row.seq);
    if (row.seq === 70) write(path, rows.slice(130));
  }
  assert.deepEqual(
    seqs,
    rows.map((_, i) => i + 1),
  );
  const verified = await verifyLedger(reader);
  assert.equal(verified.ok && verified.value.rows, 200);
  reader.close();
});

test('what is no ledger cannot be opened for reading', (t) => {
  const path = ledgerPath(t);
  assert.throws(() => openLedgerForReading(path), { name: 'LedgerError', problem: 'path_unusable' });
  new DatabaseSync(path).close();
  assert.throws(() => openLedgerForReading(path), { problem: 'not_a_ledger' });
  tamper(path, (db) => db.exec('CREATE TABLE theirs (a)'));
  assert.throws(() => openLedgerForReading(path), { problem: 'not_a_ledger' });
});
