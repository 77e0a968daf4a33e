/**
 * What an asset id of the co-signer means on chain. Types and look-up only; the well-known table is `assets/` and an
 * operator's own come from the policy document.
 */

export type Asset =
  | EvmNativeAsset
  | EvmTokenAsset
  | BitcoinAsset
  | SolanaNativeAsset
  | SolanaTokenAsset
  | TronNativeAsset
  | TronTokenAsset
  | UndecodedAsset;

/** The coin of an EVM chain. */
export interface EvmNativeAsset {
  readonly family: 'evm_native';
  readonly id: string;
  readonly chainId: bigint;
  readonly decimals: number;
  /** SLIP-44 coin types that the second element of the derivation path may have. */
  readonly coinTypes: readonly number[];
}

/** A fungible token (ERC-20) on an EVM chain. */
export interface EvmTokenAsset {
  readonly family: 'evm_token';
  readonly id: string;
  /** The id of the chain's coin, which pays the fee. */
  readonly native: string;
  /** 20 bytes, lower-case hex with 0x. */
  readonly contract: string;
  readonly decimals: number;
}

/** The coin of Bitcoin or of a chain of its kin. */
export interface BitcoinAsset {
  readonly family: 'bitcoin';
  readonly id: string;
  readonly network: BitcoinNetwork;
  readonly decimals: number;
  readonly coinTypes: readonly number[];
}

export type BitcoinNetwork = 'bitcoin' | 'bitcoin_testnet' | 'litecoin' | 'litecoin_testnet' | 'dogecoin';

/** SOL; its clusters differ by nothing in the bytes but the blockhash. */
export interface SolanaNativeAsset {
  readonly family: 'solana_native';
  readonly id: string;
  readonly decimals: number;
  readonly coinTypes: readonly number[];
}

export interface SolanaTokenAsset {
  readonly family: 'solana_token';
  readonly id: string;
  readonly native: string;
  /** Base58. */
  readonly mint: string;
  readonly program: 'token' | 'token_2022';
  readonly decimals: number;
}

export interface TronNativeAsset {
  readonly family: 'tron_native';
  readonly id: string;
  readonly decimals: number;
  readonly coinTypes: readonly number[];
}

/** A TRC-20 token. */
export interface TronTokenAsset {
  readonly family: 'tron_token';
  readonly id: string;
  readonly native: string;
  /** Base58check, as people write it. */
  readonly contract: string;
  readonly decimals: number;
}

/** An asset whose amounts can be judged but whose bytes have no decoder here. */
export interface UndecodedAsset {
  readonly family: 'undecoded';
  readonly id: string;
  readonly decimals: number;
}

export type AssetTable = ReadonlyMap<string, Asset>;

/** The asset in which this asset's fee is paid; undefined where that is not known. */
export function feeAssetOf(asset: Asset): string | undefined {
  switch (asset.family) {
    case 'evm_native':
    case 'bitcoin':
    case 'solana_native':
    case 'tron_native':
      return asset.id;
    case 'evm_token':
    case 'solana_token':
    case 'tron_token':
      return asset.native;
    case 'undecoded':
      return undefined;
  }
}
