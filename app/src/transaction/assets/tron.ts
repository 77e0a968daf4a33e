/**
 * What is known of Tron without being told. The token's id stands in several independent public integrations, and its
 * contract is the issuer's own. Others an operator adds. Coin types (SLIP-44): 195; test networks use 1.
 */

import type { TronNativeAsset, TronTokenAsset } from '../asset.ts';

const decimals = 6;

export const tronAssets: readonly (TronNativeAsset | TronTokenAsset)[] = [
  { family: 'tron_native', id: 'TRX', decimals, coinTypes: [195] },
  { family: 'tron_native', id: 'TRX_TEST', decimals, coinTypes: [1] },
  {
    family: 'tron_token',
    id: 'TRX_USDT_S2UZ',
    native: 'TRX',
    contract: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
    decimals,
  },
];
