/**
 * The budgets in the ledger's file. The writer is the only one who changes them, so counters in use stay in its memory
 * and each is written once per batch, however many entries of the batch took from it.
 */

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import {
  parseFirst,
  parseReservation,
  parseSlots,
  serialiseReservation,
  serialiseSlots,
} from '../budget-text.ts';
import type { BudgetStore } from '../budgets.ts';
import type { First, Reservation, Shard } from '../claim.ts';
import { exceptionKey, isOpenException, parseControlValue } from '../control.ts';
import { integerColumn, textColumn } from './columns.ts';

/** Counters kept in memory between batches; all are dropped when there are more. */
const maxKnownCounters = 10_000;

/** Reservations of which nothing counts any more, removed with each batch that makes new ones. */
const removedPerBatch = 64;

export class SqliteBudgets implements BudgetStore {
  readonly #selectCounter: StatementSync;
  readonly #writeCounter: StatementSync;
  readonly #selectReservation: StatementSync;
  readonly #writeReservation: StatementSync;
  readonly #deleteReservation: StatementSync;
  readonly #removeOver: StatementSync;
  readonly #selectFirst: StatementSync;
  readonly #writeFirst: StatementSync;
  readonly #deleteFirst: StatementSync;
  readonly #selectControl: StatementSync;
  readonly #writeControl: StatementSync;
  readonly #deleteControl: StatementSync;
  readonly #known = new Map<string, Shard>();
  readonly #dirty = new Map<string, Shard>();
  /** The latest moment that ended for all: reservations that end before it are over. */
  #over = 0;

  constructor(db: DatabaseSync) {
    const upsert = (table: string, ...columns: readonly string[]): StatementSync =>
      db.prepare(
        `INSERT OR REPLACE INTO ${table} (${columns.join()}) VALUES (${columns.map(() => '?').join()})`,
      );
    this.#selectCounter = db.prepare('SELECT floor, slots FROM counter WHERE key = ?');
    this.#writeCounter = upsert('counter', 'key', 'floor', 'slots');
    this.#selectReservation = db.prepare('SELECT state FROM reservation WHERE tx = ?');
    this.#writeReservation = upsert('reservation', 'tx', 'until', 'state');
    this.#deleteReservation = db.prepare('DELETE FROM reservation WHERE tx = ?');
    this.#removeOver = db.prepare(
      `DELETE FROM reservation WHERE tx IN (SELECT tx FROM reservation WHERE until <= ? LIMIT ${removedPerBatch})`,
    );
    this.#selectFirst = db.prepare('SELECT state FROM first WHERE place = ?');
    this.#writeFirst = upsert('first', 'place', 'state');
    this.#deleteFirst = db.prepare('DELETE FROM first WHERE place = ?');
    this.#selectControl = db.prepare('SELECT value FROM control WHERE key = ?');
    this.#writeControl = upsert('control', 'key', 'value');
    this.#deleteControl = db.prepare('DELETE FROM control WHERE key = ?');
  }

  counter(key: string): Shard | undefined {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const row = this.#selectCounter.get(key);
    if (row === undefined) return undefined;
    const shard = { floor: integerColumn(row, 'floor'), slots: parseSlots(textColumn(row, 'slots')) };
    this.#known.set(key, shard);
    return shard;
  }

  setCounter(key: string, shard: Shard): void {
    this.#known.set(key, shard);
    this.#dirty.set(key, shard);
    this.#over = Math.max(this.#over, shard.floor);
  }

  reservation(txId: string): Reservation | undefined {
    const row = this.#selectReservation.get(txId);
    return row === undefined ? undefined : parseReservation(textColumn(row, 'state'));
  }

  setReservation(txId: string, reservation: Reservation | undefined): void {
    if (reservation === undefined) {
      this.#deleteReservation.run(txId);
      return;
    }
    const until = Math.max(0, ...reservation.holdings.map((own) => own.until));
    this.#writeReservation.run(txId, until, serialiseReservation(reservation));
  }

  first(place: string): First | undefined {
    const row = this.#selectFirst.get(place);
    return row === undefined ? undefined : parseFirst(textColumn(row, 'state'));
  }

  setFirst(place: string, first: First | undefined): void {
    if (first === undefined) this.#deleteFirst.run(place);
    else this.#writeFirst.run(place, JSON.stringify(first));
  }

  isOpenException(payloadSha256: string, now: number): boolean {
    return isOpenException(this.#control(exceptionKey(payloadSha256)), now);
  }

  useException(payloadSha256: string, txId: string): void {
    const key = exceptionKey(payloadSha256);
    this.#writeControl.run(key, JSON.stringify({ ...this.#control(key), usedBy: txId }));
  }

  setControls(sets: readonly (readonly [key: string, value: string | null])[]): void {
    for (const [key, value] of sets) {
      if (value === null) this.#deleteControl.run(key);
      else this.#writeControl.run(key, value);
    }
  }

  /** Before the batch is committed. */
  flush(): void {
    for (const [key, shard] of this.#dirty) this.#writeCounter.run(key, shard.floor, serialiseSlots(shard));
    if (this.#dirty.size > 0 && this.#over > 0) this.#removeOver.run(this.#over);
    this.#dirty.clear();
    if (this.#known.size > maxKnownCounters) this.#known.clear();
  }

  /** After a batch that was not committed. */
  forget(): void {
    this.#known.clear();
    this.#dirty.clear();
  }

  #control(key: string) {
    const row = this.#selectControl.get(key);
    return row === undefined ? undefined : parseControlValue(textColumn(row, 'value'));
  }
}
