/**
 * The embedded default: one SQLite file, written by a thread of its own and read here. A committed row is seen by the
 * reading connection at once (write-ahead log); until then `record` alone decides who was first.
 */

import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { type Head, serialiseContent } from '../../audit/chain.ts';
import type { NoteContent } from '../../audit/row.ts';
import type { JsonObject } from '../../lib/json.ts';
import { questionOf, recollect } from '../answer.ts';
import { serialiseClaim } from '../budget-text.ts';
import { type ControlState, parseControlValue } from '../control.ts';
import type { Entry, Ledger, LedgerStatus, Question, Recollection, Recorded } from '../ledger.ts';
import { LedgerError } from '../ledger-error.ts';
import { type FindAnswering, keyBytes, prepareFindAnswering } from './answering.ts';
import { hexColumn, integerColumn, textColumn } from './columns.ts';
import { noteJob } from './notes.ts';
import { BatchQueue } from './queue.ts';
import { pageCacheKib, readMeta } from './schema.ts';
import { startWriterThread, type WriterThread } from './thread.ts';
import { toLedgerError } from './trouble.ts';
import type { Job, Outcome, WriterOptions } from './writer.ts';

/**
 * Opens the ledger at `options.path`, making it when there is none; its folder must exist. Rejects with a `LedgerError`:
 * `path_unusable`, `not_a_ledger`, `other_schema_version`, `in_use_by_another_process`, `body_keeping_differs`,
 * `body_key_differs`.
 */
export async function openSqliteLedger(options: WriterOptions): Promise<Ledger> {
  const thread = await startWriterThread(options);
  return new SqliteLedger(options, thread);
}

class SqliteLedger implements Ledger {
  readonly #thread: WriterThread;
  readonly #queue: BatchQueue;
  readonly #db: DatabaseSync;
  readonly #findAnswering: FindAnswering;
  readonly #keepsBodies: boolean;
  readonly #writer: string;
  readonly #selectControls: StatementSync;
  readonly #selectHead: StatementSync;
  #closed = false;

  constructor(options: WriterOptions, thread: WriterThread) {
    this.#thread = thread;
    this.#queue = new BatchQueue(thread, thread.rowsAtOpening);
    this.#keepsBodies = options.bodies.mode !== 'omitted';
    this.#db = new DatabaseSync(options.path, { readOnly: true });
    this.#db.exec(`PRAGMA cache_size = -${pageCacheKib}`);
    this.#findAnswering = prepareFindAnswering(this.#db);
    this.#writer = readMeta(this.#db).writer;
    this.#selectControls = this.#db.prepare('SELECT key, value FROM control');
    this.#selectHead = this.#db.prepare('SELECT seq, hash FROM row ORDER BY seq DESC LIMIT 1');
  }

  async recall(question: Question, payloadSha256: string): Promise<Recollection> {
    this.#assertOpen();
    const answering = this.#read(() => this.#findAnswering(question, keyBytes(question)));
    return answering === undefined ? { kind: 'new' } : recollect(answering, payloadSha256);
  }

  // Not `async`: a function that waits keeps its arguments meanwhile, and these are all that the request brought.
  record(entry: Entry): Promise<Recorded> {
    return this.#closed ? Promise.reject(closedError()) : this.#told(this.#queue.add(this.#jobOf(entry)));
  }

  #jobOf({ row, body, claim, releases }: Entry): Job {
    return {
      question: questionOf(row),
      kind: row.kind,
      payloadSha256: row.payloadSha256,
      bodySha256: row.bodySha256,
      content: serialiseContent(row),
      body: this.#keepsBodies ? bytesAsText(body) : '',
      ...(claim !== undefined && { claim: serialiseClaim(claim) }),
      ...(releases !== undefined && { releases }),
    };
  }

  async #told(adding: Promise<Outcome>): Promise<Recorded> {
    const outcome = await adding;
    // What is on the disk now is seen by whoever asks next.
    this.#closeView();
    if (outcome === 'recorded') return { kind: 'recorded' };
    if (outcome.kind === 'refused') throw new LedgerError(outcome.problem, outcome.message);
    return outcome;
  }

  async note(content: NoteContent): Promise<void> {
    this.#assertOpen();
    await this.#queue.add(noteJob(content));
    this.#closeView();
  }

  async controls(): Promise<ControlState> {
    this.#assertOpen();
    const rows = this.#read(() => this.#selectControls.all());
    const state = new Map<string, JsonObject>();
    for (const row of rows) {
      const value = parseControlValue(textColumn(row, 'value'));
      if (value !== undefined) state.set(textColumn(row, 'key'), value);
    }
    return state;
  }

  async heads(): Promise<ReadonlyMap<string, Head>> {
    this.#assertOpen();
    const row = this.#read(() => this.#selectHead.get());
    if (row === undefined) return new Map();
    return new Map([[this.#writer, { seq: integerColumn(row, 'seq'), hash: hexColumn(row, 'hash') }]]);
  }

  status(): LedgerStatus {
    const status = this.#queue.status();
    return this.#closed ? { ...status, healthy: false, problem: 'closed' } : status;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#queue.drain();
    this.#closeView();
    // Before the writer, which as the last one to leave empties the log into the database.
    this.#db.close();
    await this.#thread.close();
  }

  #read<T>(select: () => T): T {
    try {
      this.#openView();
      return select();
    } catch (error) {
      throw toLedgerError(error);
    }
  }

  /**
   * All questions of one turn of the event loop look at one state of the database: every new state costs locks and
   * empties the page cache.
   */
  #openView(): void {
    if (this.#db.isTransaction) return;
    this.#db.exec('BEGIN');
    setImmediate(() => this.#closeView());
  }

  #closeView(): void {
    if (this.#db.isOpen && this.#db.isTransaction) this.#db.exec('COMMIT');
  }

  #assertOpen(): void {
    if (this.#closed) throw closedError();
  }
}

function closedError(): LedgerError {
  return new LedgerError('closed', 'the ledger is closed');
}

/** One character a byte: text crosses to the other thread at a fraction of what a buffer costs. */
function bytesAsText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
