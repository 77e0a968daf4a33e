/**
 * What the decoders may know beside the bytes and the request: all of it pinned by the policy document, none of it from
 * the co-signer. Types only.
 */

import type { AssetTable } from './asset.ts';
import type { LookupTables } from './solana/resolve.ts';

export interface Knowledge {
  readonly assets: AssetTable;
  /**
   * Contents of RAW and typed messages that an operator has looked at elsewhere: lower-case hex as they are signed,
   * without prefix.
   */
  readonly registeredHashes: ReadonlySet<string>;
  /** Solana's address lookup tables, as an operator has read them. */
  readonly lookupTables: LookupTables;
  /** Of a vault account's id, its addresses on all chains; absent where the document lists none. */
  readonly vaultAddresses?: ReadonlyMap<string, ReadonlySet<string>>;
}
