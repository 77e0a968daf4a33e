/**
 * The sections of the document that tell the decoders something: which they are, and what they become together. Each has
 * a file of its own.
 */

import type { AssetTable } from '../transaction/asset.ts';
import type { Knowledge } from '../transaction/knowledge.ts';
import { parseAssets } from './assets-section.ts';
import { parseContracts } from './contracts-section.ts';
import type { Issue } from './problem.ts';
import { parseRawHashes } from './raw-hashes-section.ts';

/** The sections as read from YAML; undefined where the document has none. */
export interface RawKnowledge {
  readonly assets?: unknown;
  readonly raw_hashes?: unknown;
  readonly contracts?: unknown;
}

export function parseKnowledge(
  raw: RawKnowledge,
  builtIn: AssetTable,
): { readonly knowledge: Knowledge; readonly issues: readonly Issue[] } {
  const { assets, issues: assetIssues } = parseAssets(raw.assets ?? {}, builtIn, ['assets']);
  const hashes = parseRawHashes(raw.raw_hashes ?? [], ['raw_hashes']);
  const { contracts, issues: contractIssues } = parseContracts(raw.contracts ?? {}, ['contracts']);
  return {
    knowledge: { assets, registeredHashes: hashes.hashes, contracts },
    issues: [...assetIssues, ...hashes.issues, ...contractIssues],
  };
}
