/**
 * The ledger for tests and trials: everything in this process's memory, nothing durable. It keeps the same chain as
 * the real one, so that what is built on it can be audited too.
 */

import { emptyHead, type Head, nextRow, serialiseContent } from '../audit/chain.ts';
import type { NoteContent, RowFields, StoredRow } from '../audit/row.ts';
import type { JsonObject } from '../lib/json.ts';
import { recollect, settle } from './answer.ts';
import { type BudgetStore, consider, giveBack, take } from './budgets.ts';
import type { First, Reservation, Shard } from './claim.ts';
import { type ControlState, exceptionKey, isOpenException } from './control.ts';
import type { Entry, Ledger, LedgerStatus, Question, Recollection, Recorded } from './ledger.ts';
import { LedgerError } from './ledger-error.ts';
import { questionKey } from './question-key.ts';

export class MemoryLedger implements Ledger {
  readonly #writer: string;
  readonly #rows: StoredRow[] = [];
  readonly #answering = new Map<string, RowFields>();
  readonly #controls = new Map<string, JsonObject>();
  readonly #budgets = memoryBudgets(this.#controls);
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

  async record({ row: content, body, claim, releases }: Entry): Promise<Recorded> {
    this.#assertOpen();
    const key = questionKey(content);
    const settlement = settle(content.kind, content.payloadSha256, this.#answering.get(key));
    if (typeof settlement === 'object') return settlement;
    if (settlement === 'no_hold_to_replace') throw new LedgerError(settlement, 'the question has no answer');
    if (claim !== undefined) {
      const considered = consider(claim, this.#budgets);
      if (considered.kind === 'exceeded') return considered;
      take(claim, considered, this.#budgets);
    }
    if (releases !== undefined) giveBack(releases, this.#budgets);
    const row = nextRow(this.#head(), this.#writer, serialiseContent(content));
    this.#rows.push({ ...row, body: Uint8Array.from(body) });
    if (settlement === 'answers') {
      this.#answering.set(key, { ...content, seq: row.seq, writer: this.#writer });
    }
    return { kind: 'recorded' };
  }

  async note(content: NoteContent): Promise<void> {
    this.#assertOpen();
    this.#rows.push(nextRow(this.#head(), this.#writer, serialiseContent(content)));
    for (const { key, value } of content.kind === 'control' ? content.changes : []) {
      if (value === null) this.#controls.delete(key);
      else this.#controls.set(key, value);
    }
  }

  async controls(): Promise<ControlState> {
    this.#assertOpen();
    return new Map(this.#controls);
  }

  async heads(): Promise<ReadonlyMap<string, Head>> {
    this.#assertOpen();
    const { seq, hash } = this.#head();
    return new Map([[this.#writer, { seq, hash }]]);
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

  #head(): Head {
    return this.#rows.at(-1) ?? emptyHead;
  }

  #assertOpen(): void {
    if (this.#closed) throw new LedgerError('closed', 'the ledger is closed');
  }
}

function memoryBudgets(controls: Map<string, JsonObject>): BudgetStore {
  const counters = new Map<string, Shard>();
  const reservations = new Map<string, Reservation>();
  const firsts = new Map<string, First>();
  return {
    counter: (key) => counters.get(key),
    setCounter: (key, shard) => counters.set(key, shard),
    reservation: (txId) => reservations.get(txId),
    setReservation: (txId, reservation) => put(reservations, txId, reservation),
    first: (place) => firsts.get(place),
    setFirst: (place, first) => put(firsts, place, first),
    isOpenException: (payloadSha256, now) => isOpenException(controls.get(exceptionKey(payloadSha256)), now),
    useException(payloadSha256, txId) {
      const key = exceptionKey(payloadSha256);
      controls.set(key, { ...controls.get(key), usedBy: txId });
    },
  };
}

function put<T>(map: Map<string, T>, key: string, value: T | undefined): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}
