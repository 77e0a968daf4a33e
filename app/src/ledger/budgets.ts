/**
 * The budgets of a ledger that has one writer: counters, reservations and first payments, planned with and changed by
 * that writer alone. Where they are kept is the store's matter: `memory.ts` keeps maps, SQLite tables.
 */

import type { Claim, First, Reservation, Shard, Standing } from './claim.ts';
import type { Release } from './ledger.ts';
import { LedgerError } from './ledger-error.ts';
import { type Change, type Grant, type Planned, planClaim, planRelease } from './plan.ts';
import { changeShard, emptyShard } from './shard.ts';

export interface BudgetStore {
  counter(key: string): Shard | undefined;
  setCounter(key: string, shard: Shard): void;
  reservation(txId: string): Reservation | undefined;
  /** Undefined forgets it. */
  setReservation(txId: string, reservation: Reservation | undefined): void;
  first(place: string): First | undefined;
  setFirst(place: string, first: First | undefined): void;
  isOpenException(payloadSha256: string, now: number): boolean;
  useException(payloadSha256: string, txId: string): void;
}

/** What may be taken now. Changes nothing. Throws `clock_behind`. */
export function consider(claim: Claim, store: BudgetStore): Exclude<Planned, { kind: 'clock_behind' }> {
  const planned = planClaim(claim, standingOf(claim, store));
  if (planned.kind === 'clock_behind') throw clockBehind();
  return planned;
}

export function clockBehind(): LedgerError {
  return new LedgerError(
    'clock_behind',
    'the counters of the limits remember a later time than the clock tells',
  );
}

/** Carries out what was considered. */
export function take(claim: Claim, grant: Grant, store: BudgetStore): void {
  apply(grant.changes, claim.now, store);
  const { holdings, places } = grant.reservation;
  if (holdings.length > 0 || places.length > 0) store.setReservation(claim.txId, grant.reservation);
  for (const [place, first] of grant.firsts) store.setFirst(place, first);
  if (claim.exception !== undefined) store.useException(claim.exception, claim.txId);
}

/** Gives back what was reserved for a transaction and not signed. */
export function giveBack({ txId, now }: Release, store: BudgetStore): void {
  const released = planRelease({ reservation: store.reservation(txId) }, now);
  if (released === undefined) return;
  apply(released.changes, now, store);
  store.setReservation(txId, undefined);
  for (const place of released.places) {
    // Another transaction may have become the first one since.
    if (store.first(place)?.txId === txId) store.setFirst(place, undefined);
  }
}

function standingOf(claim: Claim, store: BudgetStore): Standing {
  const counters = new Map<string, readonly Shard[]>();
  for (const { counter } of claim.draws) counters.set(counter, [store.counter(counter) ?? emptyShard]);
  const firsts = new Map<string, First>();
  for (const { place } of claim.firsts) {
    const first = store.first(place);
    if (first !== undefined) firsts.set(place, first);
  }
  const { exception, now } = claim;
  return {
    reservation: store.reservation(claim.txId),
    counters,
    firsts,
    exceptionOpen: exception !== undefined && store.isOpenException(exception, now),
  };
}

function apply(changes: readonly Change[], now: number, store: BudgetStore): void {
  for (const { counter, deltas } of changes) {
    store.setCounter(counter, changeShard(store.counter(counter) ?? emptyShard, deltas, now));
  }
}
