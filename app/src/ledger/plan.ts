/**
 * What becomes of a claim, given how the budgets stand: every amount finds room, or nothing is taken and it is said what
 * is missing. Pure and the same for every adapter; an adapter only has to carry the plan out in one step, on the
 * standing that was planned with.
 */

import type {
  Claim,
  Draw,
  First,
  FirstPayment,
  Holding,
  Reservation,
  Shard,
  Shortfall,
  Standing,
} from './claim.ts';
import { emptyShard, freeAt, shareOf, usedIn } from './shard.ts';

/** Amounts to add to one shard, by the moment at which they stop counting; negative ones are taken away. */
export interface Change {
  readonly counter: string;
  readonly shard: number;
  readonly deltas: ReadonlyMap<number, bigint>;
  /** What the shard may hold afterwards; undefined where the change adds nothing to it or no cap applies. */
  readonly share?: bigint;
}

export interface Grant {
  readonly kind: 'granted';
  readonly changes: readonly Change[];
  readonly reservation: Reservation;
  /** First payments to remember. */
  readonly firsts: ReadonlyMap<string, First>;
}

export type Planned =
  | Grant
  | { readonly kind: 'exceeded'; readonly shortfalls: readonly Shortfall[] }
  /** A counter has forgotten amounts that would still count by this clock. */
  | { readonly kind: 'clock_behind' };

/** `prefer` picks the shard that is tried first: any whole number. */
export function planClaim(claim: Claim, standing: Standing, prefer = 0): Planned {
  const { now, exception } = claim;
  const confirmed = claim.confirms || standing.reservation?.confirmed === true;
  const lifted = exception !== undefined && standing.exceptionOpen;
  // Used up already: the claim is not what it says it is.
  if (exception !== undefined && !lifted) return { kind: 'exceeded', shortfalls: [] };
  const shortfalls: Shortfall[] = [];
  const ledger = new Deltas();
  const holdings: Holding[] = [];
  for (const draw of claim.draws) {
    const shards = standing.counters.get(draw.counter) ?? [emptyShard];
    if (shards.some(({ floor }) => floor >= draw.until || floor > now + clockToleranceMs)) {
      return { kind: 'clock_behind' };
    }
    const held = heldBy(standing.reservation, draw.counter, now);
    const until = Math.max(
      confirmed ? draw.until : Math.min(draw.until, claim.releaseAt),
      ...held.map((own) => own.until),
    );
    for (const own of held) {
      ledger.add(draw.counter, own.shard, own.until, -own.amount);
      ledger.add(draw.counter, own.shard, until, own.amount);
    }
    const extra = draw.asked - sum(held);
    const portions = extra > 0n ? findRoom(draw, extra, shards, lifted, now, prefer) : [];
    if (portions === undefined) {
      const used = shards.reduce((total, shard) => total + usedIn(shard, now), 0n);
      const free = freeAt(shards, extra, draw.cap, now);
      shortfalls.push({ of: draw.counter, used, ...(free !== undefined && { freeAt: free }) });
      continue;
    }
    for (const { shard, amount, share } of portions) {
      ledger.add(draw.counter, shard, until, amount);
      if (share !== undefined) ledger.limit(draw.counter, shard, share);
    }
    holdings.push(...merge([...held, ...portions], draw.counter, until));
  }
  const firsts = new Map<string, First>();
  for (const first of claim.firsts) {
    const found = judgeFirst(first, claim, standing.firsts.get(first.place), confirmed, lifted);
    if (found.kind === 'short') shortfalls.push(found.shortfall);
    if (found.kind === 'remember') firsts.set(first.place, found.first);
  }
  if (shortfalls.length > 0) return { kind: 'exceeded', shortfalls };
  // What an earlier decision counted under limits that are not asked now stays counted.
  const asked = new Set(claim.draws.map(({ counter }) => counter));
  const others = (standing.reservation?.holdings ?? []).filter(
    (own) => own.until > now && !asked.has(own.counter),
  );
  const places = new Set([...(standing.reservation?.places ?? []), ...firsts.keys()]);
  const reservation = { confirmed, holdings: [...holdings, ...others], places: [...places] };
  return { kind: 'granted', changes: ledger.changes(), reservation, firsts };
}

/** What a refusal gives back: everything that was reserved and not signed. Undefined when there is nothing. */
export function planRelease(
  { reservation }: Pick<Standing, 'reservation'>,
  now: number,
): { readonly changes: readonly Change[]; readonly places: readonly string[] } | undefined {
  if (reservation === undefined || reservation.confirmed) return undefined;
  const ledger = new Deltas();
  for (const { counter, shard, until, amount } of reservation.holdings) {
    if (until > now) ledger.add(counter, shard, until, -amount);
  }
  return { changes: ledger.changes(), places: reservation.places };
}

/** Tasks whose clocks differ by less than this work side by side. */
export const clockToleranceMs = 10_000;

function heldBy(reservation: Reservation | undefined, counter: string, now: number): readonly Holding[] {
  return (reservation?.holdings ?? []).filter((own) => own.counter === counter && own.until > now);
}

function sum(amounts: readonly { readonly amount: bigint }[]): bigint {
  return amounts.reduce((total, { amount }) => total + amount, 0n);
}

interface Portion {
  readonly shard: number;
  readonly amount: bigint;
  /** What the shard may hold with it; undefined where an exception lifts the cap. */
  readonly share?: bigint;
}

/** Where `extra` fits: in one shard if any has room for it, else in several; undefined when it does not fit at all. */
function findRoom(
  { cap }: Draw,
  extra: bigint,
  shards: readonly Shard[],
  lifted: boolean,
  now: number,
  prefer: number,
): readonly Portion[] | undefined {
  const first = prefer % shards.length;
  if (lifted) return [{ shard: first, amount: extra }];
  const rooms = roomsIn(cap, shards, now);
  const order = [...rooms.slice(first), ...rooms.slice(0, first)].filter(({ room }) => room > 0n);
  const roomy = order.find(({ room }) => room >= extra);
  if (roomy !== undefined) return [{ shard: roomy.shard, amount: extra, share: roomy.share }];
  const portions: Portion[] = [];
  let missing = extra;
  for (const { shard, room, share } of order) {
    const amount = room < missing ? room : missing;
    portions.push({ shard, amount, share });
    missing -= amount;
    if (missing === 0n) return portions;
  }
  return undefined;
}

/**
 * Each shard's share of the cap and what is free of it; together exactly what is free of the cap. Where a shard holds
 * more than its share (the cap was lowered, or an exception lifted it), the others' shares are the smaller for it.
 */
function roomsIn(cap: bigint, shards: readonly Shard[], now: number) {
  const rooms = shards.map((one, shard) => {
    const share = shareOf(cap, shard, shards.length);
    return { shard, share, room: share - usedIn(one, now) };
  });
  let debt = rooms.reduce((total, { room }) => (room < 0n ? total - room : total), 0n);
  return rooms.map(({ shard, share, room }) => {
    const given = room < 0n ? 0n : room < debt ? room : debt;
    debt -= given;
    return { shard, share: share - given, room: room - given };
  });
}

function merge(portions: readonly Portion[], counter: string, until: number): readonly Holding[] {
  const [only, ...others] = portions;
  if (only !== undefined && others.length === 0)
    return [{ counter, shard: only.shard, until, amount: only.amount }];
  const byShard = new Map<number, bigint>();
  for (const { shard, amount } of portions) byShard.set(shard, (byShard.get(shard) ?? 0n) + amount);
  return Array.from(byShard, ([shard, amount]) => ({ counter, shard, until, amount }));
}

function judgeFirst(
  { place, small, waitMs }: FirstPayment,
  { txId, now, releaseAt }: Claim,
  known: First | undefined,
  confirmed: boolean,
  lifted: boolean,
):
  | { readonly kind: 'remember'; readonly first: First }
  | { readonly kind: 'free' }
  | { readonly kind: 'short'; readonly shortfall: Shortfall } {
  const first = known?.provisionalUntil !== undefined && known.provisionalUntil <= now ? undefined : known;
  if (first === undefined || first.txId === txId) {
    if (!small && !lifted) return { kind: 'short', shortfall: { of: place, used: 0n } };
    return { kind: 'remember', first: { txId, at: now, ...(!confirmed && { provisionalUntil: releaseAt }) } };
  }
  if (lifted || now >= first.at + waitMs) return { kind: 'free' };
  return { kind: 'short', shortfall: { of: place, used: 1n, freeAt: first.at + waitMs } };
}

/** Gathers what is to be added where; what cancels out is left out. */
class Deltas {
  readonly #byShard = new Map<
    string,
    { readonly counter: string; readonly shard: number; readonly deltas: Map<number, bigint>; share?: bigint }
  >();

  add(counter: string, shard: number, until: number, amount: bigint): void {
    const { deltas } = this.#entry(counter, shard);
    const total = (deltas.get(until) ?? 0n) + amount;
    if (total === 0n) deltas.delete(until);
    else deltas.set(until, total);
  }

  limit(counter: string, shard: number, share: bigint): void {
    this.#entry(counter, shard).share = share;
  }

  changes(): readonly Change[] {
    return [...this.#byShard.values()].filter(({ deltas }) => deltas.size > 0);
  }

  #entry(counter: string, shard: number) {
    const key = `${shard} ${counter}`;
    const entry = this.#byShard.get(key) ?? { counter, shard, deltas: new Map<number, bigint>() };
    this.#byShard.set(key, entry);
    return entry;
  }
}
