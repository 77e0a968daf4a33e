/**
 * One writer per ledger. The database itself cannot be locked, since readers share it; so an exclusive transaction is
 * held on an empty database beside it. The operating system releases it with the process, however that ends.
 */

import { DatabaseSync } from 'node:sqlite';
import { LedgerError } from '../ledger-error.ts';
import { createFile } from './schema.ts';
import { toLedgerError } from './trouble.ts';

export interface Lock {
  release(): void;
}

/** Throws `in_use_by_another_process` at once when somebody holds it. */
export function lockLedger(path: string): Lock {
  const lockPath = `${path}-lock`;
  createFile(lockPath);
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(lockPath, { timeout: 0 });
    // Nothing is ever written: a journal file would be one file too many.
    db.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    const held = db;
    return { release: () => held.close() };
  } catch (error) {
    db?.close();
    const trouble = toLedgerError(error);
    if (trouble.problem !== 'database_locked') throw trouble;
    throw new LedgerError('in_use_by_another_process', `\`${path}\` has a writer already`);
  }
}
