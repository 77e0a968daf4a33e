/** An asset id as a thing on Solana: the asset, and the coin in which its fee is paid. */

import type { AssetTable, SolanaNativeAsset, SolanaTokenAsset } from '../asset.ts';

export interface SolanaCoin {
  readonly asset: SolanaNativeAsset | SolanaTokenAsset;
  readonly native: SolanaNativeAsset;
}

/** Undefined for an asset of another chain, and for a token whose coin is none of Solana's. */
export function solanaCoinOf(id: string, assets: AssetTable): SolanaCoin | undefined {
  const asset = assets.get(id);
  if (asset?.family === 'solana_native') return { asset, native: asset };
  if (asset?.family !== 'solana_token') return undefined;
  const native = assets.get(asset.native);
  return native?.family === 'solana_native' ? { asset, native } : undefined;
}
