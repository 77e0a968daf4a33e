/**
 * Why the ledger did not do what it was asked. Thrown (a rejected promise), because the caller has one answer to all
 * of them: nothing is known to be durable, ask again later. `problem` is stable; alarms and `status()` name it.
 */

export type LedgerProblem =
  // Opening.
  | 'path_unusable'
  | 'not_a_ledger'
  | 'other_schema_version'
  | 'in_use_by_another_process'
  | 'body_keeping_differs'
  | 'body_key_differs'
  // Running.
  | 'too_many_pending'
  | 'closed'
  | 'no_hold_to_replace'
  | 'row_corrupt'
  // A clock is behind what the limits' counters remember.
  | 'clock_behind'
  | 'writer_stopped'
  // The shared table's trouble (aws/dynamodb/).
  | 'throttled'
  | 'contended'
  | 'table_missing'
  | 'table_refuses'
  | 'table_unreachable'
  // The database's own trouble (sqlite/trouble.ts).
  | 'disk_full'
  | 'io_error'
  | 'database_locked'
  | 'database_read_only'
  | 'database_corrupt'
  | 'database_error';

export class LedgerError extends Error {
  override readonly name = 'LedgerError';
  readonly problem: LedgerProblem;

  constructor(problem: LedgerProblem, message: string, options?: ErrorOptions) {
    super(`${problem}: ${message}`, options);
    this.problem = problem;
  }
}
