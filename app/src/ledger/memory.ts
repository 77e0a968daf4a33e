/**
 * The ledger for tests and trials: everything in this process's memory, nothing durable. It keeps the same chain as
 * the real one, so that what is built on it can be audited too.
 */

import { emptyHead, nextRow, serialiseContent } from '../audit/chain.ts';
import type { RowFields, StoredRow } from '../audit/row.ts';
import { recollect, settle } from './answer.ts';
import type { Entry, Ledger, LedgerStatus, Question, Recollection, Recorded } from './ledger.ts';
import { LedgerError } from './ledger-error.ts';
import { questionKey } from './question-key.ts';

export class MemoryLedger implements Ledger {
  readonly #writer: string;
  readonly #rows: StoredRow[] = [];
  readonly #answering = new Map<string, RowFields>();
  #closed = false;

  /** `writer` names the chain. */
  constructor(writer = 'memory') {
    this.#writer = writer;
  }

  async recall(question: Question, payloadSha256: string): Promise<Recollection> {
    this.#assertOpen();
    const answering = this.#answering.get(questionKey(question));
    return answering === undefined ? { kind: 'new' } : recollect(answering, payloadSha256);
  }

  async record(entry: Entry): Promise<Recorded> {
    this.#assertOpen();
    const key = questionKey(entry.row);
    const settlement = settle(entry.row.kind, entry.row.payloadSha256, this.#answering.get(key));
    if (typeof settlement === 'object') return settlement;
    if (settlement === 'no_hold_to_replace') throw new LedgerError(settlement, 'the question has no answer');
    const row = nextRow(this.#rows.at(-1) ?? emptyHead, this.#writer, serialiseContent(entry.row));
    this.#rows.push({ ...row, body: Uint8Array.from(entry.body) });
    if (settlement === 'answers') {
      this.#answering.set(key, { ...entry.row, seq: row.seq, writer: this.#writer });
    }
    return { kind: 'recorded' };
  }

  status(): LedgerStatus {
    if (this.#closed) return { healthy: false, problem: 'closed', rows: this.#rows.length, pending: 0 };
    return { healthy: true, rows: this.#rows.length, pending: 0 };
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  /** The chain so far, with bodies. */
  async *rows(): AsyncGenerator<StoredRow> {
    yield* this.#rows;
  }

  #assertOpen(): void {
    if (this.#closed) throw new LedgerError('closed', 'the ledger is closed');
  }
}
