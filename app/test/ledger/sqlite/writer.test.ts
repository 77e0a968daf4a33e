import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { serialiseContent } from '../../../src/audit/chain.ts';
import { verifyRows } from '../../../src/audit/verify.ts';
import { questionOf } from '../../../src/ledger/answer.ts';
import type { Entry } from '../../../src/ledger/ledger.ts';
import { openLedgerForReading } from '../../../src/ledger/sqlite/reader.ts';
import { type Job, Writer } from '../../../src/ledger/sqlite/writer.ts';
import { bodyKey, entry, ledgerPath, otherBodyKey } from '../../helpers/ledger-entries.ts';

const bodies = { mode: 'plain' } as const;

function job({ row, body }: Entry): Job {
  const { kind, payloadSha256, bodySha256 } = row;
  const question = questionOf(row);
  return {
    question,
    kind,
    payloadSha256,
    bodySha256,
    content: serialiseContent(row),
    body: Buffer.from(body).toString('latin1'),
  };
}

test('a full file refuses the whole batch, and takes a smaller one afterwards', async (t) => {
  const path = ledgerPath(t);
  const writer = new Writer({ path, bodies, maxFileBytes: 96 * 1024 });
  const small = job(entry({ requestId: 'small' }));
  const large = job(entry({ requestId: 'large' }, 'x'.repeat(100_000)));
  assert.equal(writer.write([job(entry())]).rows, 1);
  assert.throws(() => writer.write([small, large]), { problem: 'disk_full' });
  assert.deepEqual(writer.write([small]), { outcomes: ['recorded'], rows: 2 });
  writer.close();
  const verified = await verifyRows(openLedgerForReading(path).rows());
  assert.equal(verified.ok && verified.value.rows, 2);
});

test('a batch that cannot begin leaves the writer fit for the next one', (t) => {
  const path = ledgerPath(t);
  const writer = new Writer({ path, bodies });
  const other = new DatabaseSync(path);
  other.exec('BEGIN IMMEDIATE');
  assert.throws(() => writer.write([job(entry())]), { problem: 'database_locked' });
  other.exec('ROLLBACK');
  other.close();
  assert.deepEqual(writer.write([job(entry())]), { outcomes: ['recorded'], rows: 1 });
  writer.close();
});

test('a database error while a question is looked up fails the batch', (t) => {
  const path = ledgerPath(t);
  const writer = new Writer({ path, bodies });
  const other = new DatabaseSync(path);
  other.exec('DROP TABLE question');
  other.close();
  assert.throws(() => writer.write([job(entry())]), { problem: 'database_error' });
  writer.close();
});

test('a second writer is refused while the first one has the file, and let in afterwards', (t) => {
  const path = ledgerPath(t);
  const first = new Writer({ path, bodies });
  assert.throws(() => new Writer({ path, bodies }), { problem: 'in_use_by_another_process' });
  first.write([job(entry())]);
  first.close();
  const second = new Writer({ path, bodies });
  assert.equal(second.rowsAtOpening, 1);
  second.close();
});

test('a folder that is not there and a path that is a folder are refused by name', (t) => {
  const path = ledgerPath(t);
  assert.throws(() => new Writer({ path: `${path}/none/ledger.db`, bodies }), { problem: 'path_unusable' });
  mkdirSync(path);
  assert.throws(() => new Writer({ path, bodies }), { problem: 'path_unusable' });
});

test('a lock file that is no database is refused by name', (t) => {
  const path = ledgerPath(t);
  mkdirSync(`${path}-lock`);
  assert.throws(() => new Writer({ path, bodies }), { problem: 'path_unusable' });
});

test('the database of another application is refused and unchanged', (t) => {
  const path = ledgerPath(t);
  const db = new DatabaseSync(path);
  db.exec('CREATE TABLE theirs (a)');
  db.close();
  const before = readFileSync(path);
  assert.throws(() => new Writer({ path, bodies }), { problem: 'not_a_ledger' });
  assert.deepEqual(readFileSync(path), before);
});

test('an empty database with another application id is refused', (t) => {
  const path = ledgerPath(t);
  const db = new DatabaseSync(path);
  db.exec('PRAGMA application_id = 1');
  db.close();
  assert.throws(() => new Writer({ path, bodies }), { problem: 'not_a_ledger' });
});

test('another schema version is refused', (t) => {
  const path = ledgerPath(t);
  new Writer({ path, bodies }).close();
  const db = new DatabaseSync(path);
  db.exec('PRAGMA user_version = 3');
  db.close();
  assert.throws(() => new Writer({ path, bodies }), {
    problem: 'other_schema_version',
    message: 'other_schema_version: the file has version 3, expected 2',
  });
});

test('another way of keeping bodies is refused, and so is another key', (t) => {
  const path = ledgerPath(t);
  new Writer({ path, bodies: { mode: 'encrypted', key: bodyKey } }).close();
  assert.throws(() => new Writer({ path, bodies }), {
    problem: 'body_keeping_differs',
    message: 'body_keeping_differs: the ledger was made with bodies encrypted, not plain',
  });
  assert.throws(() => new Writer({ path, bodies: { mode: 'encrypted', key: otherBodyKey } }), {
    problem: 'body_key_differs',
  });
  new Writer({ path, bodies: { mode: 'encrypted', key: bodyKey } }).close();
});

test('a file whose own facts are damaged is refused', (t) => {
  const path = ledgerPath(t);
  new Writer({ path, bodies }).close();
  const db = new DatabaseSync(path);
  db.exec(`UPDATE meta SET value = 'shredded' WHERE name = 'body_mode'`);
  assert.throws(() => new Writer({ path, bodies }), { problem: 'database_corrupt' });
  db.exec(`DELETE FROM meta WHERE name = 'body_mode'`);
  assert.throws(() => new Writer({ path, bodies }), { problem: 'row_corrupt' });
  db.close();
});

test('each ledger names its chain differently', (t) => {
  const names = [1, 2].map(() => {
    const path = ledgerPath(t);
    new Writer({ path, bodies }).close();
    const reader = openLedgerForReading(path);
    reader.close();
    return reader.meta.writer;
  });
  for (const name of names) assert.match(name, /^[0-9a-f]{32}$/);
  assert.notEqual(names[0], names[1]);
});
