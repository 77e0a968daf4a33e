/**
 * The treasury that simulated requests are about. It is the one that the example policy (`policy/example.yaml`) is
 * written for, so that a scenario's expected outcome holds without any option. Nothing here depends on the time of day.
 */

import type { EvmTransaction } from './evm-transaction.ts';

export interface SimulatedAsset {
  readonly chainId: bigint;
  /** SLIP-44 coin type, second element of the derivation path; 1 for every test network. */
  readonly coinType: number;
}

export const simulatedAssets = {
  ETH: { chainId: 1n, coinType: 60 },
  ETH_TEST5: { chainId: 11155111n, coinType: 1 },
} as const satisfies Readonly<Record<string, SimulatedAsset>>;

export type SimulatedAssetId = keyof typeof simulatedAssets;

/** Every simulated asset counts in wei. */
export const assetDecimals = 18;

/** The vault account that pays: one of the example policy's hot vaults. */
export const hotVaultId = '0';
/** The hot vault that may pay customers. */
export const withdrawalVaultId = '1';
/** In the example policy's books of counterparties and of own vaults. */
export const knownAddress = '0x5dC69B1Fbb13Bafd09af88a782F0F285772Ad5f8';
/** In no address book. */
export const unknownAddress = '0x28A31343d7d700c4CA50bBE223555f57c9a97506';

const ether = 10n ** 18n;
/** 0.01: small enough at any time of day. */
export const smallAmountWei = ether / 100n;
/** Above the 25 that need nobody, below the 200 that are always refused. */
export const highAmountWei = 50n * ether;

/** 21000 gas at 28 gwei: an ordinary fee. */
export const defaultGas = {
  gasLimit: 21_000n,
  maxFeePerGasWei: 28_000_000_000n,
  maxPriorityFeePerGasWei: 1_000_000_000n,
} as const satisfies Partial<EvmTransaction>;
