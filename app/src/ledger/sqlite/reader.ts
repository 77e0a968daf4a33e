/**
 * Reads a ledger for an audit, also while the service writes to it: rows come in pages, and between two pages nothing is
 * held that would keep the writer from emptying its log.
 */

import type { KeyObject } from 'node:crypto';
import { DatabaseSync, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import { isNote, parseRowText, type StoredRow } from '../../audit/row.ts';
import { parseFirst, parseReservation, parseSlots } from '../budget-text.ts';
import type { First, Reservation, Shard } from '../claim.ts';
import type { Question } from '../ledger.ts';
import { LedgerError } from '../ledger-error.ts';
import { keyBytes } from './answering.ts';
import { openBody } from './body.ts';
import { blobColumn, firstRow, hexColumn, integerColumn, textColumn } from './columns.ts';
import { assertSameKeeping, isEmptyDatabase, type Meta, pageCacheKib, readMeta } from './schema.ts';
import { toLedgerError } from './trouble.ts';

export interface Budgets {
  readonly counters: ReadonlyMap<string, Shard>;
  readonly reservations: ReadonlyMap<string, Reservation>;
  readonly firsts: ReadonlyMap<string, First>;
  /** JSON text by key. */
  readonly controls: ReadonlyMap<string, string>;
}

/** Rows per page: some hundred KiB with usual bodies, 64 MiB if every body were at the request limit. */
const pageRows = 64;

/** How long to wait for the writer when the file has to be recovered after a crash. */
const lockWaitMs = 1000;

export interface Page {
  readonly rows: readonly StoredRow[];
  /** Only with an empty page: how many questions the ledger answers at that moment, when all rows have been read. */
  readonly questions?: number;
}

/**
 * Opens the ledger at `path`. Without `bodyKey` encrypted bodies are left out. Throws a `LedgerError`: `path_unusable`,
 * `not_a_ledger`, `other_schema_version`, `body_key_differs`.
 */
export function openLedgerForReading(path: string, bodyKey?: KeyObject): LedgerReader {
  try {
    return new LedgerReader(path, bodyKey);
  } catch (error) {
    throw toLedgerError(error);
  }
}

export class LedgerReader {
  readonly #db: DatabaseSync;
  readonly #bodyKey: KeyObject | undefined;
  readonly #selectPage: StatementSync;
  readonly #selectRow: StatementSync;
  readonly #countQuestions: StatementSync;
  readonly #selectAnswering: StatementSync;
  readonly meta: Meta;

  constructor(path: string, bodyKey: KeyObject | undefined) {
    const db = new DatabaseSync(path, { readOnly: true, timeout: lockWaitMs });
    try {
      if (isEmptyDatabase(db)) throw new LedgerError('not_a_ledger', 'the file is empty');
      this.meta = readMeta(db);
      if (bodyKey !== undefined) assertSameKeeping(this.meta, { mode: 'encrypted', key: bodyKey });
      db.exec(`PRAGMA cache_size = -${pageCacheKib}`);
      const row = 'SELECT seq, text, previous, hash, body FROM row';
      this.#selectPage = db.prepare(`${row} WHERE seq > ? ORDER BY seq LIMIT ${pageRows}`);
      this.#selectRow = db.prepare(`${row} WHERE seq = ?`);
      this.#countQuestions = db.prepare('SELECT count(*) AS questions FROM question');
      this.#selectAnswering = db.prepare('SELECT seq FROM question WHERE key = ?');
    } catch (error) {
      db.close();
      throw error;
    }
    this.#db = db;
    this.#bodyKey = bodyKey;
  }

  /** All rows in order, up to those that are written while it reads. */
  async *rows(): AsyncGenerator<StoredRow> {
    for await (const page of this.pages()) yield* page.rows;
  }

  /** The rows page by page; the last page is the empty one. */
  async *pages(): AsyncGenerator<Page> {
    let after = 0;
    for (;;) {
      const page = this.#readPage(after);
      yield page;
      const last = page.rows.at(-1);
      if (last === undefined) return;
      after = last.seq;
    }
  }

  /** Number of the row that answers the question, if one does. */
  answeringSeq(question: Question): number | undefined {
    const found = this.#selectAnswering.get(keyBytes(question));
    return found === undefined ? undefined : integerColumn(found, 'seq');
  }

  row(seq: number): StoredRow | undefined {
    const found = this.#selectRow.get(seq);
    return found === undefined ? undefined : this.#toRow(found);
  }

  /** Everything that limits count and operators have set, for another ledger to take over. */
  budgets(): Budgets {
    const all = (select: string): readonly Readonly<Record<string, SQLOutputValue>>[] =>
      this.#db.prepare(select).all();
    return {
      counters: new Map(
        all('SELECT key, floor, slots FROM counter').map((row) => [
          textColumn(row, 'key'),
          { floor: integerColumn(row, 'floor'), slots: parseSlots(textColumn(row, 'slots')) },
        ]),
      ),
      reservations: new Map(
        all('SELECT tx, state FROM reservation').map((row) => [
          textColumn(row, 'tx'),
          parseReservation(textColumn(row, 'state')),
        ]),
      ),
      firsts: new Map(
        all('SELECT place, state FROM first').map((row) => [
          textColumn(row, 'place'),
          parseFirst(textColumn(row, 'state')),
        ]),
      ),
      controls: new Map(
        all('SELECT key, value FROM control').map((row) => [
          textColumn(row, 'key'),
          textColumn(row, 'value'),
        ]),
      ),
    };
  }

  close(): void {
    this.#db.close();
  }

  #readPage(after: number): Page {
    // One transaction, so that the count is of the moment when no row was left.
    this.#db.exec('BEGIN');
    try {
      const rows = this.#selectPage.all(after).map((found) => this.#toRow(found));
      if (rows.length > 0) return { rows };
      return { rows, questions: integerColumn(firstRow(this.#countQuestions), 'questions') };
    } finally {
      this.#db.exec('COMMIT');
    }
  }

  #toRow(found: Readonly<Record<string, SQLOutputValue>>): StoredRow {
    const text = textColumn(found, 'text');
    const row = {
      seq: integerColumn(found, 'seq'),
      text,
      previous: hexColumn(found, 'previous'),
      hash: hexColumn(found, 'hash'),
    };
    const stored = blobColumn(found, 'body');
    if (stored === undefined || this.meta.bodyMode === 'omitted') return row;
    if (this.meta.bodyMode === 'plain') return { ...row, body: stored };
    if (this.#bodyKey === undefined) return row;
    const fields = parseRowText(text);
    // Without its hash the body cannot be opened; what is wrong with the row is for the audit to say.
    return {
      ...row,
      body:
        fields.ok && !isNote(fields.value)
          ? openBody(this.#bodyKey, stored, fields.value.bodySha256)
          : 'unreadable',
    };
  }
}
