/**
 * Limits in an asset's own units, `{at_most: 1.5 ETH}`, or a list of such limits, one per asset. The unit decides for
 * which asset a limit stands; for an asset without a limit the criterion fails.
 */

import './jitless.ts';
import { z } from 'zod';
import { formatDecimal, parseDecimal, toBaseUnits } from '../lib/decimal.ts';
import { err, ok, type Result } from '../lib/result.ts';
import type { AssetTable } from '../transaction/asset.ts';
import { type Bounds, boundTexts, parseBounds, type Quantity } from './bounds.ts';
import { type Issue, issue } from './problem.ts';

const one = z.strictObject(boundTexts, 'must be a map');
export const assetLimitsShape = z.union(
  [
    one.transform((limits) => [limits]),
    z.array(one, 'must be a list').min(1, 'is empty: write a limit, or remove the criterion'),
  ],
  'must be limits such as {at_most: 1.5 ETH}, or a list of them',
);

/** From asset id to its limits. */
export function parseAssetLimits(
  limits: z.output<typeof assetLimitsShape>,
  assets: AssetTable,
): Result<ReadonlyMap<string, Bounds>, readonly Issue[]> {
  const byAsset = new Map<string, Bounds>();
  const issues: Issue[] = [];
  limits.forEach((texts, i) => {
    const at = limits.length === 1 ? [] : [i];
    const parsed = parseBounds(texts, (text) => parseAssetAmount(text, assets));
    if (!parsed.ok) {
      issues.push(...parsed.error.map(({ path, message }) => issue([...at, ...path], message)));
    } else if (byAsset.has(parsed.value.unit)) {
      issues.push(issue(at, `limits ${parsed.value.unit} a second time: write one limit per asset`));
    } else {
      byAsset.set(parsed.value.unit, parsed.value.bounds);
    }
  });
  return issues.length > 0 ? err(issues) : ok(byAsset);
}

/** `1.5 ETH`: a plain decimal, one space, an asset that is known, no more decimals than it has. */
export function parseAssetAmount(text: string, assets: AssetTable): Result<Quantity, string> {
  const [number = '', unit, ...rest] = text.split(' ');
  const value = parseDecimal(number);
  if (!value.ok || unit === undefined || rest.length > 0) {
    return err(
      `\`${text.slice(0, 80)}\` is not an amount: write a plain decimal, a space and the asset, such as 1.5 ETH`,
    );
  }
  const asset = assets.get(unit);
  if (asset === undefined)
    return err(`the asset \`${unit}\` is unknown: correct it, or describe it under assets`);
  if (!toBaseUnits(value.value, asset.decimals).ok) {
    return err(`${formatDecimal(value.value)} ${unit} is impossible: ${unit} has ${asset.decimals} decimals`);
  }
  return ok({ value: value.value, unit });
}
