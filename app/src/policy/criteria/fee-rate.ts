/**
 * `fee_rate`: limits on the fee for a virtual byte, for Bitcoin and its kin, in whole base units rounded up. The unit names
 * the coin (`sat/vB`, `litoshi/vB`, `koinu/vB`), so a limit says nothing about the other coins: for those it fails.
 * Unknown where the bytes do not say what the inputs are worth, or where there are no bytes.
 */

import { z } from 'zod';
import { parseDecimal } from '../../lib/decimal.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { AssetTable } from '../../transaction/asset.ts';
import { baseUnits, networks } from '../../transaction/bitcoin/networks.ts';
import {
  type Bounds,
  boundTexts,
  describeBounds,
  judgeRange,
  parseBounds,
  type Quantity,
} from '../bounds.ts';
import { defineCriterion } from '../criterion.ts';
import { type Issue, issue } from '../problem.ts';
import type { TransactionView } from '../view.ts';

const one = z.strictObject(boundTexts, 'must be a map');
const shape = z.union(
  [
    one.transform((limits) => [limits]),
    z.array(one, 'must be a list').min(1, 'is empty: write a limit, or remove the criterion'),
  ],
  'must be limits such as {at_most: 50 sat/vB}, or a list of them',
);

export const feeRate = defineCriterion('fee_rate', shape, (limits, { assets }) => {
  const parsed = parseRates(limits);
  if (!parsed.ok) return parsed;
  const byUnit = parsed.value;
  return ok({
    judge: ({ request, facts }: TransactionView) => {
      const bounds = byUnit.get(unitOf(request.asset, assets));
      if (bounds === undefined) return 'fail';
      if (facts?.feeRate === undefined) return 'unknown';
      const rate = { units: facts.feeRate, scale: 0 };
      return judgeRange(bounds, { low: rate, high: rate });
    },
    explain: ({ request, facts }: TransactionView) => {
      const wanted = [...byUnit].map(([unit, bounds]) => `${describeBounds(bounds)} ${unit}`).join(' or ');
      const found =
        facts?.feeRate === undefined
          ? 'no rate that can be judged'
          : `${facts.feeRate} ${unitOf(request.asset, assets)}`;
      return `wants ${wanted}; found ${found}`;
    },
  });
});

/** Of an asset that has no fee rate, no unit. */
function unitOf(id: string, assets: AssetTable): string {
  const asset = assets.get(id);
  return asset?.family === 'bitcoin' ? `${networks[asset.network].unit}/vB` : '';
}

function parseRates(limits: z.output<typeof shape>): Result<ReadonlyMap<string, Bounds>, readonly Issue[]> {
  const byUnit = new Map<string, Bounds>();
  const issues: Issue[] = [];
  for (const [i, texts] of limits.entries()) {
    const at = limits.length === 1 ? [] : [i];
    const parsed = parseBounds(texts, parseRate);
    if (!parsed.ok) {
      issues.push(...parsed.error.map(({ path, message }) => issue([...at, ...path], message)));
    } else if (byUnit.has(parsed.value.unit)) {
      issues.push(issue(at, `limits ${parsed.value.unit} a second time: write one limit per unit`));
    } else {
      byUnit.set(parsed.value.unit, parsed.value.bounds);
    }
  }
  return issues.length > 0 ? err(issues) : ok(byUnit);
}

const units: readonly string[] = baseUnits.map((unit) => `${unit}/vB`);

/** `50 sat/vB`: a whole number, one space, a unit. */
function parseRate(text: string): Result<Quantity, string> {
  const [number = '', unit = '', ...rest] = text.split(' ');
  const value = parseDecimal(number);
  if (value.ok && value.value.scale === 0 && units.includes(unit) && rest.length === 0) {
    return ok({ value: value.value, unit });
  }
  return err(
    `\`${text.slice(0, 80)}\` is not a fee rate: write a whole number, a space and ${units.join(', ')}`,
  );
}
