/** Everything that is fuzzed, by name. */

import { jsonTarget, requestTarget, textTarget, tokenTarget } from './encodings.ts';
import { evmTarget } from './evm.ts';
import type { FuzzTarget } from './target.ts';

export const targets: readonly FuzzTarget[] = [evmTarget, jsonTarget, requestTarget, textTarget, tokenTarget];
