/**
 * What an asset id of the co-signer means on chain. Types and look-up only; the well-known table is `assets.ts` and an
 * operator's own come from the policy document.
 */

export type Asset = EvmNativeAsset | UndecodedAsset;

/** The coin of an EVM chain. */
export interface EvmNativeAsset {
  readonly family: 'evm_native';
  readonly id: string;
  readonly chainId: bigint;
  readonly decimals: number;
  /** SLIP-44 coin types that the second element of the derivation path may have. */
  readonly coinTypes: readonly number[];
}

/** An asset whose amounts can be judged but whose bytes have no decoder here (yet). */
export interface UndecodedAsset {
  readonly family: 'undecoded';
  readonly id: string;
  readonly decimals: number;
}

export type AssetTable = ReadonlyMap<string, Asset>;
