/**
 * Gives SQLite's result codes (https://www.sqlite.org/rescode.html) the few names an operator can act on.
 */

import { LedgerError, type LedgerProblem } from '../ledger-error.ts';

const problems: ReadonlyMap<number, LedgerProblem> = new Map([
  [5, 'database_locked'],
  [6, 'database_locked'],
  [8, 'database_read_only'],
  [10, 'io_error'],
  [11, 'database_corrupt'],
  [13, 'disk_full'],
  [14, 'path_unusable'],
  [26, 'not_a_ledger'],
]);

/** The error as a `LedgerError`; one that is one already stays as it is. */
export function toLedgerError(error: unknown): LedgerError {
  if (error instanceof LedgerError) return error;
  return new LedgerError(problems.get(primaryCode(error)) ?? 'database_error', String(error), {
    cause: error,
  });
}

/** The low byte of `errcode`, which `node:sqlite` puts on its errors; 0 for any other error. */
function primaryCode(error: unknown): number {
  if (!(error instanceof Error) || !('errcode' in error)) return 0;
  return Number(error.errcode) & 0xff;
}
