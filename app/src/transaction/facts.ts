/**
 * What bytes do, in words that every chain shares: the one shape in which decoders hand on what they have understood and
 * the policy judges it. Amounts are whole base units; addresses are in the one spelling by which they are compared.
 * Types and closed sets of names only.
 */

import type { JsonObject } from '../lib/json.ts';

export interface TransactionFacts {
  readonly family: ChainFamily;
  /**
   * What MPC signs, one per signature, in the order of the raw transactions: lower-case hex without prefix. Where the
   * signature is over the whole message (Ed25519), the message's SHA-256.
   */
  readonly digests: readonly string[];
  /** All value that leaves the source, the fee apart. What comes back to it (change) is none. */
  readonly payments: readonly Payment[];
  /** The most that the source pays for inclusion; undefined where the bytes do not say. */
  readonly fee: FeeFact | undefined;
  /** Sorted, without repetition. A permit has to name every one of them. */
  readonly acts: readonly Act[];
  /** Contracts called or programs instructed, in order; what a call contains follows it, one deeper. */
  readonly calls: readonly Call[];
  readonly allowances: readonly Allowance[];
  /** EIP-712 typed data that is signed instead of a transaction. */
  readonly typedData?: TypedDataFact;
  /** Fee for a virtual byte, in base units, rounded up: Bitcoin and its kin. */
  readonly feeRate?: bigint;
  /** Script types of all outputs: Bitcoin and its kin. */
  readonly outputTypes?: readonly string[];
  /** When the chain stops taking the transaction, in milliseconds since the epoch, where the bytes say so: Tron. */
  readonly expiresAt?: bigint;
  /** What else the bytes say (nonce, gas, lock time): for the audit and for people, judged by nothing. */
  readonly details: JsonObject;
}

export type ChainFamily = 'evm' | 'bitcoin' | 'solana' | 'tron' | 'message' | 'hash';

export interface Payment {
  /** An asset id of the table; for a token that it does not have, a name that no table has (`unlistedToken`). */
  readonly asset: string;
  readonly to: string;
  readonly units: bigint;
  /** Index of the declared destination that this payment is proven to be; absent for a payment nobody declared. */
  readonly destination?: number;
  /** Whose value it is, where that is not the source (an ERC-20 `transferFrom`). */
  readonly from?: string;
}

export interface FeeFact {
  readonly asset: string;
  readonly units: bigint;
}

export interface Call {
  /** The contract, or the program of an instruction. */
  readonly to: string;
  /** What tells methods of a contract apart: 0x and 8 hex digits on EVM chains, `0x` for empty calldata. */
  readonly selector: string;
  /** The method's name and types, such as `transfer(address,uint256)`, where a decoder or an ABI knows it. */
  readonly method?: string;
  /** Decoded arguments; the members of a structure have paths for names, such as `orders[0].amount`. */
  readonly args?: readonly Argument[];
  /** The chain's coin that goes along, in base units. */
  readonly units: bigint;
  /** 0 for what the transaction itself calls. */
  readonly depth: number;
}

export interface Argument {
  readonly name: string;
  readonly value: bigint | string | boolean;
}

export interface Allowance {
  /** As in `Payment`. */
  readonly asset: string;
  readonly spender: string;
  /** `unlimited`: the largest number that the field can hold, or a right over all of a collection. */
  readonly units: bigint | 'unlimited';
}

export interface TypedDataFact {
  /** Of the domain only what the message states. */
  readonly domain: {
    readonly name?: string;
    readonly version?: string;
    readonly chainId?: bigint;
    readonly verifyingContract?: string;
    readonly salt?: string;
  };
  readonly primaryType: string;
}

/**
 * Everything that a transaction can do beside paying, by name. A permit that does not list an act does not permit it
 * (policy/criteria/acts.ts): what a decoder understands is not thereby allowed.
 */
export const acts = [
  /** Value goes to somebody; the one act that a permit without a list permits. */
  'payment',
  /** A payment in another asset than the request declares. */
  'undeclared_payment',
  // EVM chains.
  'contract_call',
  'unknown_call',
  'contract_creation',
  'access_list',
  'blob_transaction',
  'code_delegation',
  'legacy_without_chain_id',
  'transfer_from',
  'nft_transfer',
  'allowance',
  'unlimited_allowance',
  'operator_approval',
  'wrap',
  'unwrap',
  'batch',
  'delegatecall',
  'safe_execution',
  'safe_configuration',
  'proxy_upgrade',
  'ownership_transfer',
  // Messages.
  'typed_data',
  'plain_message',
  'registered_hash',
  // Bitcoin and its kin.
  'unproven_input_values',
  'data_output',
  // Solana.
  'unknown_program',
  'create_account',
  'create_token_account',
  'close_account',
  'set_authority',
  'durable_nonce',
  'program_upgrade',
  'stake',
  'memo',
] as const;
export type Act = (typeof acts)[number];

/** The name of a token that is in no table: the chain and the contract or mint, which no asset id looks like. */
export function unlistedToken(chain: string, contract: string): string {
  return `unlisted:${chain}:${contract}`;
}

type Described = Pick<TransactionFacts, 'family' | 'digests' | 'acts' | 'details'> &
  Partial<TransactionFacts>;

/** Facts from what a decoder has found; what it does not mention is not there. */
export function composeFacts(found: Described): TransactionFacts {
  return {
    payments: [],
    fee: undefined,
    calls: [],
    allowances: [],
    ...found,
    acts: [...new Set(found.acts)].sort(),
  };
}
