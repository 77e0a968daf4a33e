/** Claims and budgets as JSON text: on their way to a store and in it. Amounts are decimal text of any length. */

import type { Claim, First, Holding, Reservation, Shard } from './claim.ts';

export function serialiseClaim(claim: Claim): string {
  return JSON.stringify(claim, bigintAsText);
}

export function parseClaim(text: string): Claim {
  const wire: Claim & { readonly draws: readonly { readonly asked: string; readonly cap: string }[] } =
    JSON.parse(text);
  return {
    ...wire,
    draws: wire.draws.map((draw) => ({ ...draw, asked: BigInt(draw.asked), cap: BigInt(draw.cap) })),
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

export function serialiseReservation(reservation: Reservation): string {
  return JSON.stringify(reservation, bigintAsText);
}

export function parseReservation(text: string): Reservation {
  const wire: Omit<Reservation, 'holdings'> & {
    readonly holdings: readonly (Omit<Holding, 'amount'> & { readonly amount: string })[];
  } = JSON.parse(text);
  return { ...wire, holdings: wire.holdings.map((own) => ({ ...own, amount: BigInt(own.amount) })) };
}

export function parseFirst(text: string): First {
  return JSON.parse(text);
}

function bigintAsText(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
