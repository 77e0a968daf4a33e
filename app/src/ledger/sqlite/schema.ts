/**
 * The database file: its tables, its identity and its settings. Opens a file only when it is new or certainly ours.
 *
 * `row` is the audit chain. `question` says which row answers a question and holds nothing else: contents and answers
 * are read from the row itself. `meta` is written once, when the file is made.
 */

import { randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { LedgerError } from '../ledger-error.ts';
import { type BodyKeeping, bodyKeyCheck } from './body.ts';
import { firstRow, integerColumn, textColumn } from './columns.ts';

/** "CBHL"; tells our files from those of other applications (`PRAGMA application_id`). */
const applicationId = 0x4342484c;
/** Goes up with every change of the tables (`PRAGMA user_version`). */
const schemaVersion = 2;
/** Had no budgets and nothing set by operators: such a file gets the new tables when it is opened for writing. */
const versionWithoutBudgets = 1;

/** Pages kept in memory per connection, in KiB: the upper levels of both trees at five million rows. */
export const pageCacheKib = 2048;

/**
 * What limits count (`budgets.ts`) and what operators have set (`../control.ts`). Amounts are decimal text: they have any
 * size. A reservation is kept until nothing of it counts any more.
 */
const budgetTables = `
  CREATE TABLE counter (
    key TEXT PRIMARY KEY,
    floor INTEGER NOT NULL,
    slots TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE reservation (
    tx TEXT PRIMARY KEY,
    until INTEGER NOT NULL,
    state TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX reservation_until ON reservation (until);
  CREATE TABLE first (
    place TEXT PRIMARY KEY,
    state TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE control (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  PRAGMA user_version = ${schemaVersion};
`;

const tables = `
  CREATE TABLE row (
    seq INTEGER PRIMARY KEY,
    text TEXT NOT NULL,
    previous BLOB NOT NULL,
    hash BLOB NOT NULL,
    body BLOB
  ) STRICT;
  CREATE TABLE question (
    key BLOB PRIMARY KEY,
    seq INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  PRAGMA application_id = ${applicationId};
  ${budgetTables}
`;

/** The file's own facts, fixed when it was made. */
export interface Meta {
  /** Names this ledger's chain: 16 random bytes, lower-case hex. */
  readonly writer: string;
  readonly bodyMode: BodyKeeping['mode'];
  readonly bodyKeyCheck: string;
}

/**
 * Makes an empty file that only its owner can read, unless there is one. SQLite gives the files it puts beside a
 * database (`-wal`, `-shm`) the database's own mode.
 */
export function createFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return;
    throw new LedgerError('path_unusable', `cannot create \`${path}\``, { cause: error });
  }
}

/** Throws `not_a_ledger` or `other_schema_version`; true when the file is still empty. Changes nothing. */
export function isEmptyDatabase(db: DatabaseSync): boolean {
  const id = pragma(db, 'application_id');
  const countObjects = db.prepare('SELECT count(*) AS objects FROM sqlite_schema');
  const objects = integerColumn(firstRow(countObjects), 'objects');
  if (id === 0 && objects === 0) return true;
  if (id !== applicationId)
    throw new LedgerError('not_a_ledger', 'the database belongs to another application');
  const version = pragma(db, 'user_version');
  if (version !== schemaVersion && version !== versionWithoutBudgets) {
    throw new LedgerError(
      'other_schema_version',
      `the file has version ${version}, expected ${schemaVersion}`,
    );
  }
  return false;
}

/** Makes the tables and the file's identity, all or nothing. */
export function createTables(db: DatabaseSync, keeping: BodyKeeping): void {
  db.exec(`BEGIN IMMEDIATE; ${tables}`);
  const insert = db.prepare('INSERT INTO meta (name, value) VALUES (?, ?)');
  insert.run('writer', randomBytes(16).toString('hex'));
  insert.run('body_mode', keeping.mode);
  insert.run('body_key_check', bodyKeyCheck(keeping));
  db.exec('COMMIT');
}

/** Brings a file of the version before up to this one, all or nothing. */
export function addMissingTables(db: DatabaseSync): void {
  if (pragma(db, 'user_version') === versionWithoutBudgets)
    db.exec(`BEGIN IMMEDIATE; ${budgetTables} COMMIT`);
}

export function readMeta(db: DatabaseSync): Meta {
  const value = db.prepare('SELECT value FROM meta WHERE name = ?');
  const read = (name: string): string => textColumn(firstRow(value, name), 'value');
  const mode = read('body_mode');
  if (mode !== 'plain' && mode !== 'encrypted' && mode !== 'omitted') {
    throw new LedgerError('database_corrupt', `\`${mode}\` is not a way to keep bodies`);
  }
  return { writer: read('writer'), bodyMode: mode, bodyKeyCheck: read('body_key_check') };
}

/** A ledger keeps its bodies in one way all its life, so that a reader knows what it finds. */
export function assertSameKeeping(meta: Meta, keeping: BodyKeeping): void {
  if (meta.bodyMode !== keeping.mode) {
    throw new LedgerError(
      'body_keeping_differs',
      `the ledger was made with bodies ${meta.bodyMode}, not ${keeping.mode}`,
    );
  }
  if (meta.bodyKeyCheck !== bodyKeyCheck(keeping)) {
    throw new LedgerError('body_key_differs', 'the ledger was made with another body key');
  }
}

function pragma(db: DatabaseSync, name: 'application_id' | 'user_version'): number {
  return integerColumn(firstRow(db.prepare(`PRAGMA ${name}`)), name);
}
