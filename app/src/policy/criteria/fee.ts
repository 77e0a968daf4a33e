/**
 * `fee`: limits on the most that the transaction can cost: from the bytes where they were matched, else as declared.
 * Unknown where there is no fee (approval stage) or where the asset does not pay its own fee.
 */

import { formatDecimal } from '../../lib/decimal.ts';
import { ok } from '../../lib/result.ts';
import { assetLimitsShape, parseAssetLimits } from '../asset-limits.ts';
import { describeBounds, judgeRange } from '../bounds.ts';
import { defineCriterion } from '../criterion.ts';
import type { TransactionView } from '../view.ts';

export const fee = defineCriterion('fee', assetLimitsShape, (limits, { assets }) => {
  const parsed = parseAssetLimits(limits, assets);
  if (!parsed.ok) return parsed;
  const byAsset = parsed.value;
  return ok({
    judge: ({ fee }: TransactionView) => {
      if (fee === undefined) return 'unknown';
      const bounds = byAsset.get(fee.asset);
      return bounds === undefined ? 'fail' : judgeRange(bounds, { low: fee.amount, high: fee.amount });
    },
    explain: ({ fee }: TransactionView) => {
      const wanted = [...byAsset].map(([asset, bounds]) => `${describeBounds(bounds)} ${asset}`).join(' or ');
      const found =
        fee === undefined ? 'no fee that can be judged' : `${formatDecimal(fee.amount)} ${fee.asset}`;
      return `wants ${wanted}; found ${found}`;
    },
  });
});
