/**
 * The coins of Bitcoin and its kin that are known without being told. `BTC` is proven by captured requests (protocol
 * section 7.4); the other ids are those of the vendor's list of supported assets.
 */

import type { BitcoinAsset, BitcoinNetwork } from '../asset.ts';
import { coinDecimals, networks } from '../bitcoin/networks.ts';

export const bitcoinAssets: readonly BitcoinAsset[] = [
  bitcoinAsset('BTC', 'bitcoin'),
  bitcoinAsset('BTC_TEST', 'bitcoin_testnet'),
  bitcoinAsset('LTC', 'litecoin'),
  bitcoinAsset('LTC_TEST', 'litecoin_testnet'),
  bitcoinAsset('DOGE', 'dogecoin'),
];

export function bitcoinAsset(id: string, network: BitcoinNetwork): BitcoinAsset {
  const { coinType } = networks[network];
  return { family: 'bitcoin', id, network, decimals: coinDecimals, coinTypes: [coinType] };
}
