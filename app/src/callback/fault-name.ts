/** Only the class of a fault is told; its message may quote what it failed on. */

import { LedgerError } from '../ledger/ledger-error.ts';

export function faultName(error: unknown): string {
  if (error instanceof LedgerError) return error.problem;
  return error instanceof Error ? error.name : 'unknown';
}
