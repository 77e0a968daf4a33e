/**
 * Column values as what the schema says they are. A value of another type means that somebody else wrote the file.
 */

import type { SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import { LedgerError } from '../ledger-error.ts';

type Columns = Readonly<Record<string, SQLOutputValue>>;

/** The first row of a statement that always has one. */
export function firstRow(statement: StatementSync, ...values: readonly SQLInputValue[]): Columns {
  return statement.get(...values) ?? refuse('of the only row');
}

export function integerColumn(row: Columns, name: string): number {
  const value = row[name];
  return typeof value === 'number' ? value : refuse(name);
}

export function textColumn(row: Columns, name: string): string {
  const value = row[name];
  return typeof value === 'string' ? value : refuse(name);
}

export function hexColumn(row: Columns, name: string): string {
  const value = row[name];
  return value instanceof Uint8Array
    ? Buffer.from(value.buffer, value.byteOffset, value.length).toString('hex')
    : refuse(name);
}

/** `undefined` for NULL. */
export function blobColumn(row: Columns, name: string): Uint8Array | undefined {
  const value = row[name];
  if (value === null) return undefined;
  return value instanceof Uint8Array ? value : refuse(name);
}

function refuse(name: string): never {
  throw new LedgerError('row_corrupt', `column ${name} has a value of another type`);
}
