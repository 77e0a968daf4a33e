/** Everything that is fuzzed, by name. */

import { jsonTarget, requestTarget, textTarget, tokenTarget } from './encodings.ts';
import type { FuzzTarget } from './target.ts';

export const targets: readonly FuzzTarget[] = [jsonTarget, requestTarget, textTarget, tokenTarget];
