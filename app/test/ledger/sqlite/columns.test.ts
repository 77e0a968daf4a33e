import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blobColumn, hexColumn, integerColumn, textColumn } from '../../../src/ledger/sqlite/columns.ts';

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
