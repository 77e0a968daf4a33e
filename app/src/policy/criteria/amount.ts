/**
 * `amount`: limits on the exact amount of the request's asset, over all destinations. A limit in another asset's units
 * does not match.
 */

import { ok } from '../../lib/result.ts';
import { assetLimitsShape, parseAssetLimits } from '../asset-limits.ts';
import { describeBounds, describeRange, judgeRange } from '../bounds.ts';
import { defineCriterion } from '../criterion.ts';
import type { TransactionView } from '../view.ts';

export const amount = defineCriterion('amount', assetLimitsShape, (limits, { assets }) => {
  const parsed = parseAssetLimits(limits, assets);
  if (!parsed.ok) return parsed;
  const byAsset = parsed.value;
  return ok({
    judge: (view: TransactionView) => {
      const bounds = byAsset.get(view.request.asset);
      if (bounds === undefined) return 'fail';
      return view.amount === undefined ? 'unknown' : judgeRange(bounds, view.amount);
    },
    explain: ({ request: { asset }, amount }: TransactionView) => {
      const bounds = byAsset.get(asset);
      if (bounds === undefined)
        return `wants an amount of ${[...byAsset.keys()].join(' or ')}; found ${asset}`;
      const found = amount === undefined ? 'no amount' : describeRange(amount);
      return `wants ${describeBounds(bounds)} ${asset}; found ${found}`;
    },
    requires: {
      field: 'asset',
      values: [...byAsset.keys()],
      find: (view: TransactionView) => view.request.asset,
    },
    limitsValue: [...byAsset.values()].every(({ upper }) => upper !== undefined),
  });
});
