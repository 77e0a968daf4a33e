/** Everything that is fuzzed, by name. */

import { jsonTarget, requestTarget, textTarget, tokenTarget } from './encodings.ts';
import { solanaTarget } from './solana.ts';
import type { FuzzTarget } from './target.ts';
import { tronTarget } from './tron.ts';

export const targets: readonly FuzzTarget[] = [
  jsonTarget,
  requestTarget,
  textTarget,
  tokenTarget,
  solanaTarget,
  tronTarget,
];
