/**
 * `allowance`: limits on what others are allowed to take, in the token's units: `{at_most: 1000 USDC}`, or a list of
 * such limits. The largest number that the field can hold is within no permit's limit; `{unlimited: USDC}` names it. For
 * a forbid or a hold it is above every lower limit.
 */

import '../jitless.ts';
import { z } from 'zod';
import { type Decimal, formatDecimal, fromBaseUnits } from '../../lib/decimal.ts';
import { err, ok } from '../../lib/result.ts';
import type { Allowance } from '../../transaction/facts.ts';
import { parseAssetAmount } from '../asset-limits.ts';
import { type Bounds, boundTexts, describeBounds, judgeRange, parseBounds } from '../bounds.ts';
import { identifier } from '../choice.ts';
import { defineCriterion, type Outcome } from '../criterion.ts';
import { describeFound, judgeEach } from '../judge-facts.ts';
import { type Issue, issue } from '../problem.ts';
import type { TransactionView } from '../view.ts';

const one = z.strictObject({ ...boundTexts, unlimited: identifier.optional() }, 'must be a map');
const shape = z.union(
  [
    one.transform((limit) => [limit]),
    z.array(one, 'must be a list').min(1, 'is empty: write a limit, or remove the criterion'),
  ],
  'must be limits such as {at_most: 1000 USDC} or {unlimited: USDC}, or a list of them',
);

export const allowance = defineCriterion('allowance', shape, (limits, { assets, effect }) => {
  const byAsset = new Map<string, Bounds>();
  const unlimited = new Set<string>();
  const issues: Issue[] = [];
  for (const [i, { unlimited: named, ...texts }] of limits.entries()) {
    const at = limits.length === 1 ? [] : [i];
    if (named !== undefined) {
      if (Object.keys(texts).length > 0) issues.push(issue(at, 'is unlimited and has a limit: keep one'));
      else if (!assets.has(named) && !named.startsWith('unlisted:'))
        issues.push(issue([...at, 'unlimited'], `\`${named}\` is not a known asset`));
      unlimited.add(named);
      continue;
    }
    const parsed = parseBounds(texts, (text) => parseAssetAmount(text, assets));
    if (!parsed.ok) issues.push(...parsed.error.map(({ path, message }) => issue([...at, ...path], message)));
    else if (byAsset.has(parsed.value.unit))
      issues.push(issue(at, `limits ${parsed.value.unit} a second time: write one limit per asset`));
    else byAsset.set(parsed.value.unit, parsed.value.bounds);
  }
  if (issues.length > 0) return err(issues);

  const decimalsOf = (asset: string): number => assets.get(asset)?.decimals ?? 0;
  const judgeOne = ({ asset, units }: Allowance): Outcome => {
    if (unlimited.has(asset) && (effect === 'permit' || units === 'unlimited')) return 'pass';
    const bounds = byAsset.get(asset);
    if (bounds === undefined) return 'fail';
    if (units === 'unlimited') return effect !== 'permit' && bounds.upper === undefined ? 'pass' : 'fail';
    const amount: Decimal = fromBaseUnits(units, decimalsOf(asset));
    return judgeRange(bounds, { low: amount, high: amount });
  };
  return ok({
    judge: (view: TransactionView) => judgeEach(effect, view, (facts) => facts.allowances, judgeOne),
    explain: (view: TransactionView) => {
      const wanted = [
        ...[...byAsset].map(([asset, bounds]) => `${describeBounds(bounds)} ${asset}`),
        ...[...unlimited].map((asset) => `unlimited ${asset}`),
      ];
      const found = describeFound(view, (facts) =>
        facts.allowances.map(({ asset, units }) =>
          units === 'unlimited'
            ? `unlimited ${asset}`
            : `${formatDecimal(fromBaseUnits(units, decimalsOf(asset)))} ${asset}`,
        ),
      );
      return `wants ${wanted.join(' or ')}; found ${found}`;
    },
  });
});
