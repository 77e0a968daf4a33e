/**
 * Limits on an amount: `at_most`, `less_than`, `at_least`, `more_than`, each with its unit in the value. An amount that
 * is not known exactly is a range, and a limit holds only where it holds for the whole range.
 */

import './jitless.ts';
import { z } from 'zod';
import { compareDecimals, type Decimal, formatDecimal } from '../lib/decimal.ts';
import { err, ok, type Result } from '../lib/result.ts';
import type { Outcome } from './criterion.ts';
import { type Issue, issue } from './problem.ts';
import type { Range } from './view.ts';

export interface Bounds {
  readonly lower: Edge | undefined;
  readonly upper: Edge | undefined;
}

interface Edge {
  readonly value: Decimal;
  /** The value itself is outside. */
  readonly open: boolean;
}

/** An amount of something. */
export interface Quantity {
  readonly value: Decimal;
  readonly unit: string;
}

/** Reads `1.5 ETH`; the error says what is wrong with it. */
export type ReadQuantity = (text: string) => Result<Quantity, string>;

const text = z.string('must be text such as 1.5 ETH').optional();
export const boundTexts = { at_least: text, more_than: text, at_most: text, less_than: text };
export type BoundTexts = { readonly [name in keyof typeof boundTexts]?: string | undefined };

type BoundName = keyof typeof boundTexts;
const lowerNames: readonly BoundName[] = ['at_least', 'more_than'];
const upperNames: readonly BoundName[] = ['at_most', 'less_than'];

/** The limits and their common unit. Contradictory and empty limits are refused. */
export function parseBounds(
  texts: BoundTexts,
  readQuantity: ReadQuantity,
): Result<{ readonly unit: string; readonly bounds: Bounds }, readonly Issue[]> {
  const issues: Issue[] = [];
  const quantities = new Map<BoundName, Quantity>();
  for (const name of [...lowerNames, ...upperNames]) {
    const written = texts[name];
    if (written === undefined) continue;
    const quantity = readQuantity(written);
    if (quantity.ok) quantities.set(name, quantity.value);
    else issues.push(issue([name], quantity.error));
  }
  if (issues.length > 0) return err(issues);
  const [unit, ...otherUnits] = new Set([...quantities.values()].map((quantity) => quantity.unit));
  if (unit === undefined) {
    return err([issue([], 'has no limit: write at_most, less_than, at_least or more_than')]);
  }
  if (otherUnits.length > 0)
    return err([issue([], `mixes ${unit} and ${otherUnits.join(' and ')}: use one unit`)]);
  for (const names of [lowerNames, upperNames]) {
    if (names.every((name) => quantities.has(name))) {
      return err([issue([], `has both ${names.join(' and ')}: keep one of them`)]);
    }
  }
  const bounds = {
    lower: edge(quantities.get('at_least'), quantities.get('more_than')),
    upper: edge(quantities.get('at_most'), quantities.get('less_than')),
  };
  if (isEmpty(bounds)) return err([issue([], 'contradicts itself: no amount is within these limits')]);
  return ok({ unit, bounds });
}

function edge(closed: Quantity | undefined, open: Quantity | undefined): Edge | undefined {
  if (closed !== undefined) return { value: closed.value, open: false };
  return open === undefined ? undefined : { value: open.value, open: true };
}

const nothing: Decimal = { units: 0n, scale: 0 };

function isEmpty({ lower, upper }: Bounds): boolean {
  if (upper === undefined) return false;
  const order = compareDecimals(lower?.value ?? nothing, upper.value);
  return order > 0 || (order === 0 && (upper.open || lower?.open === true));
}

export function judgeRange(bounds: Bounds, { low, high }: Range): Outcome {
  if (isAbove(bounds.lower, low) && isBelow(bounds.upper, high)) return 'pass';
  return isAbove(bounds.lower, high) && isBelow(bounds.upper, low) ? 'unknown' : 'fail';
}

function isAbove(lower: Edge | undefined, value: Decimal): boolean {
  if (lower === undefined) return true;
  const order = compareDecimals(value, lower.value);
  return lower.open ? order > 0 : order >= 0;
}

function isBelow(upper: Edge | undefined, value: Decimal): boolean {
  if (upper === undefined) return true;
  const order = compareDecimals(value, upper.value);
  return upper.open ? order < 0 : order <= 0;
}

export function describeBounds({ lower, upper }: Bounds): string {
  const words: string[] = [];
  if (lower !== undefined)
    words.push(`${lower.open ? 'more than' : 'at least'} ${formatDecimal(lower.value)}`);
  if (upper !== undefined)
    words.push(`${upper.open ? 'less than' : 'at most'} ${formatDecimal(upper.value)}`);
  return words.join(' and ');
}

export function describeRange({ low, high }: Range): string {
  if (compareDecimals(low, high) === 0) return formatDecimal(low);
  return `${formatDecimal(low)} to ${formatDecimal(high)}`;
}
