/**
 * What the decoders may know beside the bytes and the request: all of it pinned by the policy document, none of it from
 * the co-signer. Types only.
 */

import type { AssetTable } from './asset.ts';
import type { Vaults } from './bitcoin/vault.ts';
import type { Contracts } from './evm/contracts.ts';
import type { LookupTables } from './solana/resolve.ts';

export interface Knowledge {
  readonly assets: AssetTable;
  /**
   * Contents of RAW and typed messages that an operator has looked at elsewhere: lower-case hex as they are signed,
   * without prefix.
   */
  readonly registeredHashes: ReadonlySet<string>;
  /** What is known of vault accounts of Bitcoin and its kin: where change may go. */
  readonly vaults: Vaults;
  /** Solana's address lookup tables, as an operator has read them. */
  readonly lookupTables: LookupTables;
  /** Addresses of vault accounts on Solana and Tron, by account id: who has to be the sender. */
  readonly vaultAddresses: ReadonlyMap<string, ReadonlySet<string>>;
  /** EVM contracts whose methods the document describes. */
  readonly contracts: Contracts;
}
