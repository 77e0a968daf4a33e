/**
 * What a policy document knows about a vault account: addresses and the account's extended public key. Both are pinned
 * by the operator; nothing of it comes from the co-signer. Types, and the one spelling of an empty answer.
 */

import type { AccountKey } from './account-key.ts';

export interface Vault {
  /** Locking scripts of its addresses. */
  readonly scripts: readonly Uint8Array[];
  readonly account: AccountKey | undefined;
}

/** Vault account id, then asset id. */
export type Vaults = ReadonlyMap<string, ReadonlyMap<string, Vault>>;

const unknownVault: Vault = { scripts: [], account: undefined };

export function findVault(vaults: Vaults, id: string, asset: string): Vault {
  return vaults.get(id)?.get(asset) ?? unknownVault;
}
