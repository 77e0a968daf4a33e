/**
 * What is known of Solana without being told. The coin ids are those of the vendor's list of supported networks; the
 * token ids stand in several independent public integrations, and their mints are the issuers' own. Others an operator
 * adds. Coin types (SLIP-44): 501; test networks use 1.
 */

import type { SolanaNativeAsset, SolanaTokenAsset } from '../asset.ts';

const decimals = 9;

export const solanaAssets: readonly (SolanaNativeAsset | SolanaTokenAsset)[] = [
  { family: 'solana_native', id: 'SOL', decimals, coinTypes: [501] },
  { family: 'solana_native', id: 'SOL_TEST', decimals, coinTypes: [1] },
  token('SOL_USDC_PTHX', 'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v'),
  token('SOL_USDT_EWAY', 'Es9vMFrzaCERmJfrF4H2FYD4KCoNkY11McCe8BenwNYB'),
];

function token(id: string, mint: string): SolanaTokenAsset {
  return { family: 'solana_token', id, native: 'SOL', mint, program: 'token', decimals: 6 };
}
