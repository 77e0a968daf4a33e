/** The coin in which an asset's fee is paid on Tron. */

import type { AssetTable, TronNativeAsset, TronTokenAsset } from '../asset.ts';

/** Undefined for a token whose coin is none of Tron's. */
export function tronCoinOf(
  asset: TronNativeAsset | TronTokenAsset,
  assets: AssetTable,
): TronNativeAsset | undefined {
  if (asset.family === 'tron_native') return asset;
  const native = assets.get(asset.native);
  return native?.family === 'tron_native' ? native : undefined;
}
