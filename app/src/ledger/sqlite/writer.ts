/**
 * The one writer of a ledger file: puts a batch of entries on the chain in one transaction that is on the disk when
 * `write` returns (write-ahead log, full sync). Synchronous; runs in its own thread (`worker.ts`), so that waiting for
 * the disk stops nobody else.
 */

import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { emptyHead, type Head, nextRow } from '../../audit/chain.ts';
import type { RowContent } from '../../audit/row.ts';
import { settle } from '../answer.ts';
import { parseClaim } from '../budget-text.ts';
import { consider, giveBack, take } from '../budgets.ts';
import type { Shortfall } from '../claim.ts';
import type { Question, Recalled, Release } from '../ledger.ts';
import { LedgerError, type LedgerProblem } from '../ledger-error.ts';
import { type FindAnswering, keyBytes, prepareFindAnswering } from './answering.ts';
import { type BodyKeeping, sealBody } from './body.ts';
import { SqliteBudgets } from './budgets.ts';
import { firstRow, hexColumn, integerColumn } from './columns.ts';
import { type Lock, lockLedger } from './lock.ts';
import {
  addMissingTables,
  assertSameKeeping,
  createFile,
  createTables,
  isEmptyDatabase,
  pageCacheKib,
  readMeta,
} from './schema.ts';
import { toLedgerError } from './trouble.ts';

export interface WriterOptions {
  readonly path: string;
  readonly bodies: BodyKeeping;
  /** The database file does not grow beyond this; entries are then refused with `disk_full`. Unlimited if absent. */
  readonly maxFileBytes?: number;
  /** Writes beside the service that holds the ledger: an operator's notes, from another process. */
  readonly beside?: true;
}

/** What is on its way to the writer. */
export type Job = EntryJob | NoteJob;

export interface NoteJob {
  readonly kind: 'note';
  /** `serialiseContent` of the note. */
  readonly content: string;
  readonly body: '';
  /** What it sets: JSON text by key, null to unset. */
  readonly sets: readonly (readonly [key: string, value: string | null])[];
}

export interface EntryJob {
  readonly question: Question;
  readonly kind: RowContent['kind'];
  readonly payloadSha256: string;
  readonly bodySha256: string;
  /** `serialiseContent` of the row. */
  readonly content: string;
  /** One character a byte. */
  readonly body: string;
  /** `serialiseClaim` of the entry's claim. */
  readonly claim?: string;
  readonly releases?: Release;
}

export type Outcome =
  | 'recorded'
  | Recalled
  | { readonly kind: 'exceeded'; readonly shortfalls: readonly Shortfall[] }
  /** This entry alone cannot be recorded. */
  | { readonly kind: 'refused'; readonly problem: LedgerProblem; readonly message: string };

export interface Batch {
  /** One per job, in the jobs' order. */
  readonly outcomes: readonly Outcome[];
  /** Rows on the chain now. */
  readonly rows: number;
}

/** How long to wait for somebody else's write lock: an operator's shell on the file, never another ledger. */
const lockWaitMs = 250;

/**
 * Pages (4 KiB) in the write-ahead log after which it is copied into the database, in this thread and without stopping
 * readers. A longer log means fewer but longer waits for the disk (measured: 16 MiB at once takes twice as long).
 */
const checkpointPages = 1000;

/** The log file is cut to this when a reader has kept it from being copied for a while. */
const walSizeLimitBytes = 64 * 1024 * 1024;

const pageBytes = 4096;

export class Writer {
  readonly #lock: Lock | undefined;
  readonly #db: DatabaseSync;
  readonly #writer: string;
  readonly #bodies: BodyKeeping;
  readonly #findAnswering: FindAnswering;
  readonly #insertRow: StatementSync;
  readonly #answer: StatementSync;
  readonly #selectHead: StatementSync;
  readonly #dataVersion: StatementSync;
  readonly #budgets: SqliteBudgets;
  #seenVersion: number;
  /** Of the chain on the disk; unknown after a failure. */
  #head: Head | undefined;
  /** Rows that were there already. */
  readonly rowsAtOpening: number;

  /** Throws a `LedgerError`; then nothing is held and a file that is not a ledger is unchanged. */
  constructor(options: WriterOptions) {
    const beside = options.beside === true;
    this.#lock = beside ? undefined : lockLedger(options.path);
    try {
      if (!beside) createFile(options.path);
      this.#db = new DatabaseSync(options.path, { timeout: lockWaitMs });
    } catch (error) {
      this.#lock?.release();
      throw toLedgerError(error);
    }
    try {
      const db = this.#db;
      const isEmpty = isEmptyDatabase(db);
      if (isEmpty && beside) throw new LedgerError('not_a_ledger', 'the file is empty');
      db.exec(`
        PRAGMA page_size = ${pageBytes};
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA wal_autocheckpoint = ${checkpointPages};
        PRAGMA journal_size_limit = ${walSizeLimitBytes};
        PRAGMA cache_size = -${pageCacheKib};`);
      if (isEmpty) createTables(db, options.bodies);
      else addMissingTables(db);
      if (options.maxFileBytes !== undefined) {
        db.exec(`PRAGMA max_page_count = ${Math.floor(options.maxFileBytes / pageBytes)}`);
      }
      const meta = readMeta(db);
      if (!beside) assertSameKeeping(meta, options.bodies);
      this.#writer = meta.writer;
      this.#bodies = options.bodies;
      this.#findAnswering = prepareFindAnswering(db);
      this.#insertRow = db.prepare(
        'INSERT INTO row (seq, text, previous, hash, body) VALUES (?, ?, ?, ?, ?)',
      );
      this.#answer = db.prepare(
        'INSERT INTO question (key, seq) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET seq = excluded.seq',
      );
      this.#selectHead = db.prepare('SELECT seq, hash FROM row ORDER BY seq DESC LIMIT 1');
      this.#dataVersion = db.prepare('PRAGMA data_version');
      this.#seenVersion = this.#readVersion();
      this.#budgets = new SqliteBudgets(db);
      this.#head = this.#readHead();
      this.rowsAtOpening = this.#head.seq;
    } catch (error) {
      this.close();
      throw toLedgerError(error);
    }
  }

  /** All entries, in order, in one transaction. Throws a `LedgerError`; then none of them is recorded. */
  write(jobs: readonly Job[]): Batch {
    try {
      this.#db.exec('BEGIN IMMEDIATE');
      this.#noticeOthers();
      let head = this.#head ?? this.#readHead();
      const outcomes = jobs.map((job): Outcome => {
        if (job.kind === 'note') {
          head = this.#append(head, job);
          this.#budgets.setControls(job.sets);
          return 'recorded';
        }
        const key = keyBytes(job.question);
        const settlement = this.#settle(job, key);
        if (settlement !== 'answers' && settlement !== 'noted') return settlement;
        head = this.#append(head, job);
        if (settlement === 'answers') this.#answer.run(key, head.seq);
        return 'recorded';
      });
      this.#budgets.flush();
      this.#db.exec('COMMIT');
      this.#head = head;
      return { outcomes, rows: head.seq };
    } catch (error) {
      this.#head = undefined;
      this.#budgets.forget();
      // Some errors have rolled back already.
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw toLedgerError(error);
    }
  }

  close(): void {
    this.#db.close();
    this.#lock?.release();
  }

  /** An operator's note may have been written beside us since the last batch: then the chain goes on after it. */
  #noticeOthers(): void {
    const version = this.#readVersion();
    if (version !== this.#seenVersion) this.#head = undefined;
    this.#seenVersion = version;
  }

  #readVersion(): number {
    return integerColumn(firstRow(this.#dataVersion), 'data_version');
  }

  /** What becomes of an entry; where it is going to be written, its budgets are taken already. */
  #settle(job: EntryJob, key: Buffer): 'answers' | 'noted' | Exclude<Outcome, 'recorded'> {
    try {
      const settlement = settle(job.kind, job.payloadSha256, this.#findAnswering(job.question, key));
      if (settlement === 'no_hold_to_replace') {
        return { kind: 'refused', problem: settlement, message: 'the question has no answer' };
      }
      if (typeof settlement === 'object') return settlement;
      if (job.claim !== undefined) {
        const claim = parseClaim(job.claim);
        const considered = consider(claim, this.#budgets);
        if (considered.kind === 'exceeded') return considered;
        take(claim, considered, this.#budgets);
      }
      if (job.releases !== undefined) giveBack(job.releases, this.#budgets);
      return settlement;
    } catch (error) {
      // A row that was tampered with must not keep the other entries from being recorded.
      if (!(error instanceof LedgerError)) throw error;
      return { kind: 'refused', problem: error.problem, message: error.message };
    }
  }

  #append(head: Head, job: Job): Head {
    const row = nextRow(head, this.#writer, job.content);
    this.#insertRow.run(
      row.seq,
      row.text,
      Buffer.from(row.previous, 'hex'),
      Buffer.from(row.hash, 'hex'),
      job.kind === 'note' ? null : sealBody(this.#bodies, Buffer.from(job.body, 'latin1'), job.bodySha256),
    );
    return row;
  }

  #readHead(): Head {
    const last = this.#selectHead.get();
    return last === undefined
      ? emptyHead
      : { seq: integerColumn(last, 'seq'), hash: hexColumn(last, 'hash') };
  }
}
