/** Claims and budgets as JSON text: on their way to a store and in it. Amounts are decimal text of any length. */

import type { Claim, First, Reservation, Shard } from './claim.ts';

/** Draws as `[counter, asked, cap, until]`: this text crosses to another thread with every approval. */
export function serialiseClaim({ draws, ...rest }: Claim): string {
  const lists = draws.map(({ counter, asked, cap, until }) => [
    counter,
    asked.toString(),
    cap.toString(),
    until,
  ]);
  return JSON.stringify({ ...rest, draws: lists });
}

export function parseClaim(text: string): Claim {
  const wire: Omit<Claim, 'draws'> & {
    readonly draws: readonly (readonly [string, string, string, number])[];
  } = JSON.parse(text);
  return {
    ...wire,
    draws: wire.draws.map(([counter, asked, cap, until]) => ({
      counter,
      asked: BigInt(asked),
      cap: BigInt(cap),
      until,
    })),
  };
}

/** `[[until, amount], ...]`. */
export function serialiseSlots({ slots }: Shard): string {
  return JSON.stringify([...slots], bigintAsText);
}

export function parseSlots(text: string): Shard['slots'] {
  const wire: readonly (readonly [number, string])[] = JSON.parse(text);
  return new Map(wire.map(([until, amount]) => [until, BigInt(amount)]));
}

/** Holdings as `[counter, shard, until, amount]`. */
export function serialiseReservation({ confirmed, holdings, places }: Reservation): string {
  const lists = holdings.map(({ counter, shard, until, amount }) => [
    counter,
    shard,
    until,
    amount.toString(),
  ]);
  return JSON.stringify([Number(confirmed), lists, places]);
}

export function parseReservation(text: string): Reservation {
  const [confirmed, lists, places]: readonly [
    number,
    readonly (readonly [string, number, number, string])[],
    readonly string[],
  ] = JSON.parse(text);
  const holdings = lists.map(([counter, shard, until, amount]) => ({
    counter,
    shard,
    until,
    amount: BigInt(amount),
  }));
  return { confirmed: confirmed === 1, holdings, places };
}

export function parseFirst(text: string): First {
  return JSON.parse(text);
}

function bigintAsText(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
