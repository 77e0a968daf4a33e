/** Everything that is fuzzed, by name. */

import { bitcoinTarget } from './bitcoin.ts';
import { jsonTarget, requestTarget, textTarget, tokenTarget } from './encodings.ts';
import { evmTarget } from './evm.ts';
import { solanaTarget } from './solana.ts';
import type { FuzzTarget } from './target.ts';
import { tronTarget } from './tron.ts';

export const targets: readonly FuzzTarget[] = [
  jsonTarget,
  requestTarget,
  textTarget,
  tokenTarget,
  evmTarget,
  bitcoinTarget,
  solanaTarget,
  tronTarget,
];
