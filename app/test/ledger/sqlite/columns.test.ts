import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import {
  blobColumn,
  firstRow,
  hexColumn,
  integerColumn,
  textColumn,
} from '../../../src/ledger/sqlite/columns.ts';

const row = { integer: 7, text: 'seven', blob: Uint8Array.of(0, 7), none: null };

test('columns are read as what they are', () => {
  assert.equal(integerColumn(row, 'integer'), 7);
  assert.equal(textColumn(row, 'text'), 'seven');
  assert.equal(hexColumn(row, 'blob'), '0007');
  assert.equal(blobColumn(row, 'blob'), row.blob);
  assert.equal(blobColumn(row, 'none'), undefined);
});

test('a column of another type is a corrupt row', () => {
  const corrupt = { problem: 'row_corrupt' };
  assert.throws(() => integerColumn(row, 'text'), corrupt);
  assert.throws(() => textColumn(row, 'none'), corrupt);
  assert.throws(() => hexColumn(row, 'text'), corrupt);
  assert.throws(() => blobColumn(row, 'text'), corrupt);
  assert.throws(() => textColumn(row, 'absent'), corrupt);
});

test('a statement that should have a row and has none is a corrupt file', (t) => {
  const db = new DatabaseSync(':memory:');
  t.after(() => db.close());
  assert.deepEqual({ ...firstRow(db.prepare('SELECT ? AS value'), 7) }, { value: 7 });
  assert.throws(() => firstRow(db.prepare('SELECT 1 WHERE false')), { problem: 'row_corrupt' });
});
