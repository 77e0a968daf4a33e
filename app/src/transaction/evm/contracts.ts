/**
 * Contracts that the policy document describes: which methods they have, by chain and address. Types and look-up only.
 */

import type { AbiMethod } from './abi.ts';

/** From `contractKey` to methods by selector. */
export type Contracts = ReadonlyMap<string, ReadonlyMap<string, AbiMethod>>;

/** `address` is in lower case. */
export function contractKey(chainId: bigint, address: string): string {
  return `${chainId} ${address}`;
}
