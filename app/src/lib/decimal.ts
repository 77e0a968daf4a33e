/**
 * Exact decimal numbers for money. The co-signer sends amounts as text (`amountStr`, `fee`): protocol section 3. A
 * `Decimal` is `units / 10^scale` with no trailing zero in `units`, so that equal amounts are equal values:
 * `0.010` and `0.01` both are { units: 1n, scale: 2 }. Never a `number`.
 */

import { err, ok, type Result } from './result.ts';

export interface Decimal {
  readonly units: bigint;
  /** Digits behind the point, 0 or more. */
  readonly scale: number;
}

/** 2^256 has 78 digits; with 36 decimals that is the longest amount any chain can mean. */
export const maxDecimalCharacters = 120;

const plainDecimal = /^(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/;

/** Parses a plain non-negative decimal: no sign, exponent, hexadecimal, leading zero, space or bare point. */
export function parseDecimal(text: string): Result<Decimal, 'not_a_plain_decimal' | 'decimal_too_long'> {
  if (text.length > maxDecimalCharacters) return err('decimal_too_long');
  if (!plainDecimal.test(text)) return err('not_a_plain_decimal');
  const point = text.indexOf('.');
  if (point === -1) return ok({ units: BigInt(text), scale: 0 });
  // Zeros at the end go as text: dividing them away costs a big-integer division each.
  let end = text.length;
  while (text[end - 1] === '0') end -= 1;
  const fraction = text.slice(point + 1, end);
  return ok({ units: BigInt(text.slice(0, point) + fraction), scale: fraction.length });
}

/** An amount of base units (wei, satoshi) as a decimal of the asset. */
export function fromBaseUnits(units: bigint, decimals: number): Decimal {
  return normalise(units, decimals);
}

/** The amount in base units, or an error when it has more digits behind the point than the asset. */
export function toBaseUnits(amount: Decimal, decimals: number): Result<bigint, 'too_many_decimals'> {
  if (amount.scale > decimals) return err('too_many_decimals');
  return ok(amount.units * 10n ** BigInt(decimals - amount.scale));
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.scale, b.scale);
  const difference = a.units * 10n ** BigInt(scale - a.scale) - b.units * 10n ** BigInt(scale - b.scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return normalise(
    a.units * 10n ** BigInt(scale - a.scale) + b.units * 10n ** BigInt(scale - b.scale),
    scale,
  );
}

export function formatDecimal(amount: Decimal): string {
  if (amount.scale === 0) return amount.units.toString();
  const digits = amount.units.toString().padStart(amount.scale + 1, '0');
  return `${digits.slice(0, -amount.scale)}.${digits.slice(-amount.scale)}`;
}

function normalise(units: bigint, scale: number): Decimal {
  if (units === 0n) return { units: 0n, scale: 0 };
  let u = units;
  let s = scale;
  while (s > 0 && u % 10n === 0n) {
    u /= 10n;
    s -= 1;
  }
  return { units: u, scale: s };
}
