import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LedgerError } from '../../../src/ledger/ledger-error.ts';
import { toLedgerError } from '../../../src/ledger/sqlite/trouble.ts';

function sqliteError(errcode: number): Error {
  return Object.assign(new Error('sqlite says'), { code: 'ERR_SQLITE_ERROR', errcode });
}

for (const [errcode, problem] of [
  [5, 'database_locked'],
  [6, 'database_locked'],
  [8, 'database_read_only'],
  [10, 'io_error'],
  // SQLITE_IOERR_FSYNC: extended codes carry the primary one in their low byte.
  [1034, 'io_error'],
  [11, 'database_corrupt'],
  [13, 'disk_full'],
  [14, 'path_unusable'],
  [26, 'not_a_ledger'],
  [1, 'database_error'],
] as const) {
  test(`SQLite's code ${errcode} is ${problem}`, () => {
    const error = toLedgerError(sqliteError(errcode));
    assert.equal(error.problem, problem);
    assert.equal(error.message, `${problem}: Error: sqlite says`);
  });
}

test('an error that is no error of SQLite is a database error', () => {
  assert.equal(toLedgerError(new TypeError('x')).problem, 'database_error');
  assert.equal(toLedgerError('x').problem, 'database_error');
});

test('a ledger error stays what it is', () => {
  const error = new LedgerError('closed', 'the ledger is closed');
  assert.equal(toLedgerError(error), error);
});
