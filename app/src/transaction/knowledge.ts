/**
 * What the decoders may know beside the bytes and the request: all of it pinned by the policy document, none of it from
 * the co-signer. Types only.
 */

import type { AssetTable } from './asset.ts';
import type { Contracts } from './evm/contracts.ts';

export interface Knowledge {
  readonly assets: AssetTable;
  /**
   * Contents of RAW and typed messages that an operator has looked at elsewhere: lower-case hex as they are signed,
   * without prefix.
   */
  readonly registeredHashes: ReadonlySet<string>;
  /** EVM contracts whose methods the document describes. */
  readonly contracts: Contracts;
}
