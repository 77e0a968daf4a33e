/**
 * `amount_usd`: limits on the value in US dollars. The value is the co-signer's own estimate, a float of unknown age, so
 * it is taken as a range of plus and minus a margin; a limit inside that range is unknown, as is an unpriced asset.
 */

import '../jitless.ts';
import { z } from 'zod';
import { addDecimals, type Decimal, fromBaseUnits, parseDecimal } from '../../lib/decimal.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import {
  boundTexts,
  describeBounds,
  describeRange,
  judgeRange,
  parseBounds,
  type Quantity,
} from '../bounds.ts';
import { defineCriterion } from '../criterion.ts';
import type { Range, TransactionView } from '../view.ts';

/** Wide enough for an hour-old price of a major coin on an ordinary day. */
export const defaultMarginPercent = 5;

/** More digits than the co-signer prints. */
const usdDecimals = 8;

const margin = z
  .string('must be text')
  .regex(/^(?:[1-9]|[1-4][0-9]|50) %$/, 'must be a whole percentage from 1 % to 50 %, written such as 5 %')
  .transform((text) => Number.parseInt(text, 10));

const shape = z.strictObject(
  { ...boundTexts, margin: margin.default(defaultMarginPercent) },
  'must be limits such as {at_most: 50000 USD}',
);

export const amountUsd = defineCriterion('amount_usd', shape, ({ margin, ...limits }) => {
  const parsed = parseBounds(limits, parseDollars);
  if (!parsed.ok) return parsed;
  const { bounds } = parsed.value;
  return ok({
    judge: (view: TransactionView) => {
      const range = valueRange(view, margin);
      return range === undefined ? 'unknown' : judgeRange(bounds, range);
    },
    explain: (view: TransactionView) => {
      const range = valueRange(view, margin);
      const found =
        range === undefined ? 'no price' : `${describeRange(range)} (estimate with a margin of ${margin} %)`;
      return `wants ${describeBounds(bounds)} USD; found ${found}`;
    },
    limitsValue: bounds.upper !== undefined,
  });
});

function parseDollars(text: string): Result<Quantity, string> {
  const [number = '', unit, ...rest] = text.split(' ');
  const value = parseDecimal(number);
  if (!value.ok || value.value.scale > 2 || unit !== 'USD' || rest.length > 0) {
    return err(
      `\`${text.slice(0, 80)}\` is not an amount of dollars: write a plain decimal and USD, such as 50000 USD`,
    );
  }
  return ok({ value: value.value, unit });
}

/** The estimate is of what the destinations declare; what leaves beside them has none. */
function valueRange({ request, facts }: TransactionView, marginPercent: number): Range | undefined {
  if (facts?.payments.some(({ destination }) => destination === undefined)) return undefined;
  let total: Decimal = { units: 0n, scale: 0 };
  for (const { amount, amountUsd } of request.destinations) {
    if (amountUsd === undefined) return undefined;
    const value = parseDecimal(amountUsd.toFixed(usdDecimals));
    // A price of zero for some amount is how an unpriced asset may look.
    if (!value.ok || (value.value.units === 0n && amount.units > 0n)) return undefined;
    total = addDecimals(total, value.value);
  }
  if (request.destinations.length === 0) return undefined;
  return { low: percent(total, 100 - marginPercent), high: percent(total, 100 + marginPercent) };
}

function percent({ units, scale }: Decimal, percentage: number): Decimal {
  return fromBaseUnits(units * BigInt(percentage), scale + 2);
}
