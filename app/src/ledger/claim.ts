/**
 * What an approval takes from the budgets of its limits, and what a ledger remembers about it. Types only; `plan.ts` says
 * what becomes of a claim, and every adapter follows it.
 *
 * An amount is counted from now until a moment that the caller computes (`until`: when it leaves the window), so a
 * counter knows nothing of windows: what is used is the sum of the amounts whose moment has not come. An approval that
 * is not signed yet counts until `releaseAt` at the latest, and so releases itself.
 */

/** Taken together or not at all, in one step with the decision. */
export interface Claim {
  /** Names the reservation: whatever is asked about a transaction, by whomever and how often, it is counted once. */
  readonly txId: string;
  /** Milliseconds since the epoch, as all times here. */
  readonly now: number;
  /** The signing decision: what was reserved is used for good, and counts from now. */
  readonly confirms: boolean;
  /** When an approval that is not signed stops counting. */
  readonly releaseAt: number;
  readonly draws: readonly Draw[];
  readonly firsts: readonly FirstPayment[];
  /** SHA-256 of the payload for which somebody granted an exception: used up here, and lifts every cap of this claim. */
  readonly exception?: string;
}

/** An amount against one counter. */
export interface Draw {
  readonly counter: string;
  /** Whole units of whatever is measured, of any size. */
  readonly asked: bigint;
  readonly cap: bigint;
  readonly until: number;
}

/** A payment to a place that may be seen for the first time. */
export interface FirstPayment {
  readonly place: string;
  /** Small enough for a first payment. */
  readonly small: boolean;
  /** How long after the first payment the next one waits. */
  readonly waitMs: number;
}

/** A part of a counter: amounts by the moment at which they stop counting. */
export interface Shard {
  /** Amounts that ended up to here were forgotten: for a clock that is behind it, the counter cannot answer. */
  readonly floor: number;
  readonly slots: ReadonlyMap<number, bigint>;
}

/** What is counted for a transaction. */
export interface Reservation {
  readonly confirmed: boolean;
  readonly holdings: readonly Holding[];
  /** Places to which it is the first payment. */
  readonly places: readonly string[];
}

export interface Holding {
  readonly counter: string;
  /** Which shard of the counter. */
  readonly shard: number;
  readonly until: number;
  readonly amount: bigint;
}

/** The first payment to a place. */
export interface First {
  readonly txId: string;
  readonly at: number;
  /** Not signed yet: forgotten from this moment on. */
  readonly provisionalUntil?: number;
}

/** Everything a ledger knows that bears on one claim. What is absent was never counted. */
export interface Standing {
  readonly reservation: Reservation | undefined;
  readonly counters: ReadonlyMap<string, readonly Shard[]>;
  readonly firsts: ReadonlyMap<string, First>;
  /** Whether the claim's exception is there, unused and not over. */
  readonly exceptionOpen: boolean;
}

/** One limit that is exceeded: which, what is used without this claim, and when enough is free again (if ever). */
export interface Shortfall {
  /** The counter or the place. */
  readonly of: string;
  readonly used: bigint;
  readonly freeAt?: number;
}
