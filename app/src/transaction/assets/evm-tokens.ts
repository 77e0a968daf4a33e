/**
 * Fungible tokens that are known without being told. The ids are those of the vendor's public list of supported assets; the
 * contracts are those that the issuers publish. Tokens of which either could be doubted are left out: a policy document
 * adds them.
 */

import type { EvmTokenAsset } from '../asset.ts';

export const evmTokenAssets: readonly EvmTokenAsset[] = [
  token('USDC', 'ETH', '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48', 6),
  token('USDT_ERC20', 'ETH', '0xdac17f958d2ee523a2206206994597c13d831ec7', 6),
  token('DAI', 'ETH', '0x6b175474e89094c44da98b954eedeac495271d0f', 18),
  token('WETH', 'ETH', '0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2', 18),
  token('WBTC', 'ETH', '0x2260fac5e5542a773aa44fbcfedf7c193bc2c599', 8),
  token('LINK', 'ETH', '0x514910771af9ca656af840dff83e8264ecf986ca', 18),
  token('UNI', 'ETH', '0x1f9840a85d5af5bf1d1762f925bdaddc4201f984', 18),
  token('AAVE', 'ETH', '0x7fc66500c84a76ad7e9c93437bfc5ac33e2ddae9', 18),
];

/** `native` names the chain by its coin. */
function token(id: string, native: string, contract: string, decimals: number): EvmTokenAsset {
  return { family: 'evm_token', id, native, contract, decimals };
}
