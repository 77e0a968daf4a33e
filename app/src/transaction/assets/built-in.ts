/**
 * The asset ids known without being told, family by family in the files beside this one. A policy document adds its
 * own; it cannot change these. An id that is missing here is no error: its amounts cannot be judged by unit and its
 * bytes have no decoder.
 */

import type { Asset, AssetTable } from '../asset.ts';
import { bitcoinAssets } from './bitcoin.ts';
import { evmNativeAssets } from './evm.ts';
import { evmTokenAssets } from './evm-tokens.ts';
import { solanaAssets } from './solana.ts';
import { tronAssets } from './tron.ts';
import { undecodedAssets } from './undecoded.ts';

export const builtInAssets: AssetTable = new Map(
  [
    ...evmNativeAssets,
    ...evmTokenAssets,
    ...bitcoinAssets,
    ...solanaAssets,
    ...tronAssets,
    ...undecodedAssets,
  ].map((asset): [string, Asset] => [asset.id, asset]),
);
