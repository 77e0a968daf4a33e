/** Reckoning with a counter's shards. Pure; amounts are exact. */

import type { Shard } from './claim.ts';

export const emptyShard: Shard = { floor: 0, slots: new Map() };

/** What counts at `now`. */
export function usedIn({ slots }: Shard, now: number): bigint {
  let used = 0n;
  for (const [until, amount] of slots) if (until > now) used += amount;
  return used;
}

/** Moments that have passed: what is kept under them no longer counts. */
export function expiredIn({ slots }: Shard, now: number): readonly number[] {
  return [...slots.keys()].filter((until) => until <= now);
}

/** Part `i` of `cap` when it is divided among `count` shards: together exactly `cap`. */
export function shareOf(cap: bigint, i: number, count: number): bigint {
  const base = cap / BigInt(count);
  return BigInt(i) < cap % BigInt(count) ? base + 1n : base;
}

/** The first moment at which `wanted` fits under `cap`; undefined when it never does. */
export function freeAt(
  shards: readonly Shard[],
  wanted: bigint,
  cap: bigint,
  now: number,
): number | undefined {
  if (wanted > cap) return undefined;
  const slots = shards.flatMap((shard) => [...shard.slots]).filter(([until]) => until > now);
  slots.sort(([a], [b]) => a - b);
  let used = slots.reduce((sum, [, amount]) => sum + amount, 0n);
  for (const [until, amount] of slots) {
    used -= amount;
    if (used + wanted <= cap) return until;
  }
  return undefined;
}

/** The shard with these amounts added (negative: taken away) and without what has passed at `now`. */
export function changeShard(shard: Shard, deltas: ReadonlyMap<number, bigint>, now: number): Shard {
  const slots = new Map(shard.slots);
  const expired = expiredIn(shard, now);
  for (const until of expired) slots.delete(until);
  for (const [until, delta] of deltas) {
    const amount = (slots.get(until) ?? 0n) + delta;
    if (amount > 0n) slots.set(until, amount);
    else slots.delete(until);
  }
  return { floor: expired.length > 0 ? Math.max(shard.floor, now) : shard.floor, slots };
}
