/**
 * `amount`: limits on the exact amount of the request's asset, over all destinations. A limit in another asset's units
 * does not match. Where the bytes pay in other assets too, a permit needs a limit that holds for each of them, and a forbid
 * or a hold applies when one of its limits does.
 */

import { ok } from '../../lib/result.ts';
import { assetLimitsShape, parseAssetLimits } from '../asset-limits.ts';
import { type Bounds, describeBounds, describeRange, judgeRange } from '../bounds.ts';
import { defineCriterion, type Outcome } from '../criterion.ts';
import type { Range, TransactionView } from '../view.ts';

export const amount = defineCriterion('amount', assetLimitsShape, (limits, { assets, effect }) => {
  const parsed = parseAssetLimits(limits, assets);
  if (!parsed.ok) return parsed;
  const byAsset = parsed.value;
  const judgeOne = ([asset, range]: Amount): Outcome => {
    const bounds = byAsset.get(asset);
    if (bounds === undefined) return 'fail';
    return range === undefined ? 'unknown' : judgeRange(bounds, range);
  };
  /** The amount that decides: for a permit the worst one, else the one that makes the rule apply. */
  const deciding = (view: TransactionView): readonly [Amount, Outcome] => {
    const order = effect === 'permit' ? worstFirst : worstFirst.toReversed();
    const judged = amountsOf(view).map((one): readonly [Amount, Outcome] => [one, judgeOne(one)]);
    return judged.reduce((a, b) => (order.indexOf(b[1]) < order.indexOf(a[1]) ? b : a));
  };
  return ok({
    judge: (view: TransactionView) => deciding(view)[1],
    explain: (view: TransactionView) => explainAmount(deciding(view)[0], byAsset),
    // An undeclared payment in another asset may be what makes a forbid or a hold apply.
    ...(effect === 'permit' && {
      requires: {
        field: 'asset',
        values: [...byAsset.keys()],
        find: (view: TransactionView) => view.request.asset,
      },
    }),
    limitsValue: [...byAsset.values()].every(({ upper }) => upper !== undefined),
  });
});

/** An asset and how much of it leaves. */
type Amount = readonly [asset: string, range: Range | undefined];

const worstFirst: readonly Outcome[] = ['fail', 'unknown', 'pass'];

function amountsOf(view: TransactionView): readonly [Amount, ...Amount[]] {
  return [[view.request.asset, view.amount], ...view.otherAmounts];
}

function explainAmount([asset, range]: Amount, byAsset: ReadonlyMap<string, Bounds>): string {
  const bounds = byAsset.get(asset);
  if (bounds === undefined) return `wants an amount of ${[...byAsset.keys()].join(' or ')}; found ${asset}`;
  const found = range === undefined ? 'no amount' : describeRange(range);
  return `wants ${describeBounds(bounds)} ${asset}; found ${found}`;
}
