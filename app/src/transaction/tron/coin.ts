/** An asset id as a thing on Tron: the asset, and the coin in which its fee is paid. */

import type { AssetTable, TronNativeAsset, TronTokenAsset } from '../asset.ts';

export interface TronCoin {
  readonly asset: TronNativeAsset | TronTokenAsset;
  readonly native: TronNativeAsset;
}

/** Undefined for an asset of another chain, and for a token whose coin is none of Tron's. */
export function tronCoinOf(id: string, assets: AssetTable): TronCoin | undefined {
  const asset = assets.get(id);
  if (asset?.family === 'tron_native') return { asset, native: asset };
  if (asset?.family !== 'tron_token') return undefined;
  const native = assets.get(asset.native);
  return native?.family === 'tron_native' ? { asset, native } : undefined;
}
