/** What decoders may know, for tests: the built-in assets and whatever a test pins beside them. */

import { builtInAssets } from '../../src/transaction/assets/built-in.ts';
import type { Knowledge } from '../../src/transaction/knowledge.ts';

export function knowledgeWith(pinned: Partial<Knowledge> = {}): Knowledge {
  return {
    assets: builtInAssets,
    registeredHashes: new Set(),
    contracts: new Map(),
    vaults: new Map(),
    vaultAddresses: new Map(),
    lookupTables: new Map(),
    ...pinned,
  };
}

export const builtInKnowledge = knowledgeWith();
