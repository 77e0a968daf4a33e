/**
 * The coins of EVM chains that are known without being told.
 *
 * Sources. `ETH` and `ETH_TEST5` are proven by captured requests (protocol sections 3 and 7.4). The other ids are those
 * that the vendor's own open-source Web3 provider and its list of supported networks name for the chain id. Ids that
 * public lists spell in more than one way are left out: a wrong entry is worse than a missing one.
 *
 * Coin types (SLIP-44) are proven for `ETH` (60). Test networks use 1. For other EVM chains no capture shows which one
 * is derived, so Ethereum's and the chain's own are both accepted: either way the key belongs to the same vault account.
 */

import type { EvmNativeAsset } from '../asset.ts';

/** One coin is 10^18 base units on every chain here. */
const evmDecimals = 18;
const ethereumCoinType = 60;
const testCoinType = 1;

export const evmNativeAssets: readonly EvmNativeAsset[] = [
  evm('ETH', 1n, [ethereumCoinType]),
  evm('ETH_TEST3', 5n, [testCoinType]), // Goerli
  evm('ETH_TEST5', 11155111n, [testCoinType]), // Sepolia
  evm('ETH_TEST6', 17000n, [testCoinType]), // Holesky
  evm('ETC', 61n, [ethereumCoinType, 61]),
  evm('ETH-AETH', 42161n, [ethereumCoinType, 9001]), // Arbitrum One
  evm('ETH-AETH_SEPOLIA', 421614n, [testCoinType]),
  evm('ETH-OPT', 10n, [ethereumCoinType, 614]), // OP Mainnet
  evm('ETH-OPT_SEPOLIA', 11155420n, [testCoinType]),
  evm('BASECHAIN_ETH', 8453n, [ethereumCoinType, 8453]),
  evm('BASECHAIN_ETH_TEST5', 84532n, [testCoinType]), // Base Sepolia
  evm('LINEA', 59144n, [ethereumCoinType]),
  evm('MATIC_POLYGON', 137n, [ethereumCoinType, 966]),
  evm('AMOY_POLYGON_TEST', 80002n, [testCoinType]),
  evm('BNB_BSC', 56n, [ethereumCoinType, 9006]),
  evm('BNB_TEST', 97n, [testCoinType]),
  evm('AVAX', 43114n, [ethereumCoinType, 9000, 9005]),
  evm('AVAXTEST', 43113n, [testCoinType]),
  evm('FTM_FANTOM', 250n, [ethereumCoinType, 1007]),
  evm('CELO', 42220n, [ethereumCoinType, 52752]),
  evm('GLMR_GLMR', 1284n, [ethereumCoinType, 1284]), // Moonbeam
  evm('MOVR_MOVR', 1285n, [ethereumCoinType, 1285]), // Moonriver
  evm('ASTR_ASTR', 592n, [ethereumCoinType, 810]),
  evm('FLR', 14n, [ethereumCoinType, 554]),
  evm('RON', 2020n, [ethereumCoinType, 2020]),
];

function evm(id: string, chainId: bigint, coinTypes: readonly number[]): EvmNativeAsset {
  return { family: 'evm_native', id, chainId, decimals: evmDecimals, coinTypes };
}
