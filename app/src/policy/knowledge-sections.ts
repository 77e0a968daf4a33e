/**
 * The sections of the document that tell the decoders something: which they are, and what they become together. Each has
 * a file of its own.
 */

import type { AssetTable } from '../transaction/asset.ts';
import type { Knowledge } from '../transaction/knowledge.ts';
import { parseAssets } from './assets-section.ts';
import { parseContracts } from './contracts-section.ts';
import { parseLookupTables } from './lookup-tables-section.ts';
import type { Issue } from './problem.ts';
import { parseRawHashes } from './raw-hashes-section.ts';
import { parseVaults } from './vaults-section.ts';

/** The sections as read from YAML; undefined where the document has none. */
export interface RawKnowledge {
  readonly assets?: unknown;
  readonly raw_hashes?: unknown;
  readonly lookup_tables?: unknown;
  readonly vaults?: unknown;
  readonly contracts?: unknown;
}

export function parseKnowledge(
  raw: RawKnowledge,
  builtIn: AssetTable,
): { readonly knowledge: Knowledge; readonly issues: readonly Issue[] } {
  const { assets, issues: assetIssues } = parseAssets(raw.assets ?? {}, builtIn, ['assets']);
  const hashes = parseRawHashes(raw.raw_hashes ?? [], ['raw_hashes']);
  const contracts = parseContracts(raw.contracts ?? {}, ['contracts']);
  const tables = parseLookupTables(raw.lookup_tables ?? {}, ['lookup_tables']);
  const vaults = parseVaults(raw.vaults ?? {}, assets, ['vaults']);
  return {
    knowledge: {
      assets,
      registeredHashes: hashes.hashes,
      contracts: contracts.contracts,
      lookupTables: tables.tables,
      vaults: vaults.vaults,
      vaultAddresses: vaults.addresses,
    },
    issues: [...assetIssues, ...hashes.issues, ...contracts.issues, ...tables.issues, ...vaults.issues],
  };
}
