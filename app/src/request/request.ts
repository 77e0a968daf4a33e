/**
 * The co-signer's question as the rest of the house sees it: one `Request` per operation path, every documented
 * field of protocol sections 3 and 5, amounts exact. Types and their closed sets of names only. A field that the wire
 * leaves out, sends as null or (texts) as the empty string is `undefined` here; unknown fields are kept by name for the
 * audit and never decide anything.
 */

import type { Decimal } from '../lib/decimal.ts';
import type { JsonObject } from '../lib/json.ts';

/** Approval comes before any bytes exist; signing carries what MPC will sign. Protocol section 4. */
export type Stage = 'approval' | 'signing';

export type Request = TransactionRequest | ConfigurationChangeRequest;

export const operations = [
  'TRANSFER',
  'MINT',
  'BURN',
  'RAW',
  'CONTRACT_CALL',
  'TYPED_MESSAGE',
  'PROGRAM_CALL',
  'SUPPLY_TO_COMPOUND',
  'REDEEM_FROM_COMPOUND',
  'ENABLE_ASSET',
  'STAKE',
  'UNSTAKE',
  'WITHDRAW',
  'APPROVE',
] as const;
export type Operation = (typeof operations)[number];

/** Operations whose content is not a payment from one place to another, so that none need be declared. */
export const withoutDestination: ReadonlySet<Operation> = new Set(['RAW', 'TYPED_MESSAGE', 'PROGRAM_CALL']);

/** Source and destination kinds of the callback (not the REST names). Protocol section 3.1. */
export const endpointTypes = ['VAULT', 'EXCHANGE', 'UNMANAGED', 'ONE_TIME_ADDRESS'] as const;
export type EndpointType = (typeof endpointTypes)[number];

export const addressTypes = ['WHITELISTED', 'ONE_TIME'] as const;
export type AddressType = (typeof addressTypes)[number];

export interface TransactionRequest {
  readonly kind: 'transaction';
  readonly stage: Stage;
  readonly requestId: string;
  readonly signerId: string;
  readonly txId: string;
  readonly externalTxId?: string | undefined;
  readonly operation: Operation;
  readonly source: Endpoint;
  /** `id` is the empty string for a one-time address. Absent only where `withoutDestination` allows it. */
  readonly destination?: Endpoint | undefined;
  readonly asset: string;
  /** From `amountStr`. */
  readonly amount: Decimal;
  readonly requestedAmount?: Decimal | undefined;
  /** From `fee`, in the fee asset; signing only. */
  readonly fee?: Decimal | undefined;
  readonly destAddressType?: AddressType | undefined;
  readonly destAddress?: string | undefined;
  readonly destinations: readonly Destination[];
  readonly extraParameters?: JsonObject | undefined;
  /** What will be signed, one entry per signature; absent when the workspace does not send it. */
  readonly rawTransactions?: readonly RawTransaction[] | undefined;
  readonly players?: readonly string[] | undefined;
  readonly note?: string | undefined;
  readonly unknownFields: readonly string[];
}

export interface Endpoint {
  readonly type: EndpointType;
  readonly id: string;
}

/** One element of `destinations`. Protocol section 3.2. */
export interface Destination {
  readonly type: EndpointType;
  readonly id: string;
  readonly name?: string | undefined;
  readonly subType?: string | undefined;
  readonly walletId?: string | undefined;
  /** From `amountNativeStr`. */
  readonly amount: Decimal;
  /** Fireblocks' own valuation, a float on the wire: an estimate, absent when unpriced. */
  readonly amountUsd?: number | undefined;
  readonly addressType?: AddressType | undefined;
  readonly address?: string | undefined;
  readonly displayAddress?: string | undefined;
  readonly tag?: string | undefined;
  readonly displayTag?: string | undefined;
  /** Fireblocks' policy outcome and its details: kept for the audit, undocumented, never decided on. */
  readonly action?: string | undefined;
  readonly actionInfo?: JsonObject | undefined;
  readonly authorizationGroups?: JsonObject | undefined;
}

/** One element of `rawTx`. Protocol section 3.3. */
export interface RawTransaction {
  /** The pre-image, not yet judged: hex text as sent. */
  readonly bytes: string;
  /** The digest that MPC will sign: hex text as sent. Absent in older co-signers. */
  readonly payload?: string | undefined;
  readonly keyDerivationPath?: DerivationPath | undefined;
  readonly algorithm?: string | undefined;
}

/** Purpose, coin type, account, change, index (BIP-44): integers from 0 to 2^31 - 1. */
export type DerivationPath = readonly [number, number, number, number, number];

/** Every `type` that protocol section 5 lists. */
export const configurationTypes = [
  'UNMANAGED_WALLET',
  'EXCHANGE',
  'FIAT_ACCOUNT',
  'ADD_USER',
  'RE_ENROLL_DEVICE',
  'ENABLE_ONE_TIME_ADDRESS',
  'CHANGE_QUORUM_THRESHOLD',
  'ADD_NETWORK_CONNECTION',
  'SET_NETWORK_CONNECTION_ROUTING_POLICY',
  'SET_NETWORK_ID_POLICY',
  'UPDATE_APPROVAL_GROUP_MAPPING',
  'USERS_GROUP_APPROVAL',
  'POLICY_APPROVAL',
  'POLICY_CHANGE',
] as const;
export type ConfigurationType = (typeof configurationTypes)[number];

/** A `config_change_sign_request`. Protocol section 5. Always decided like an approval: IGNORE is allowed. */
export interface ConfigurationChangeRequest {
  readonly kind: 'configuration_change';
  readonly stage: 'approval';
  readonly requestId: string;
  readonly signerId: string;
  /** An open set on the wire; `known` says whether protocol section 5 lists it. The unknown is never approved. */
  readonly type: string;
  readonly known: boolean;
  readonly change: ConfigurationChange;
  readonly unknownFields: readonly string[];
}

/** What `extraInfo` says, by type. Secrets (`apiKey`) are dropped here and live on only in the stored body. */
export type ConfigurationChange =
  | AddressChange
  | AccountChange
  | NetworkChange
  | { readonly shape: 'opaque' };

/** UNMANAGED_WALLET: an address is to be whitelisted. */
export interface AddressChange {
  readonly shape: 'address';
  readonly subType?: string | undefined;
  readonly walletName?: string | undefined;
  readonly walletId?: string | undefined;
  readonly asset: string;
  readonly address: string;
  readonly tag?: string | undefined;
}

/** EXCHANGE and FIAT_ACCOUNT. `addresses` maps asset to address; the wire carries it as JSON text. */
export interface AccountChange {
  readonly shape: 'account';
  readonly subType?: string | undefined;
  readonly accountName?: string | undefined;
  readonly accountId?: string | undefined;
  readonly addresses?: ReadonlyMap<string, string> | undefined;
}

/** ADD_NETWORK_CONNECTION, SET_NETWORK_CONNECTION_ROUTING_POLICY, SET_NETWORK_ID_POLICY. */
export interface NetworkChange {
  readonly shape: 'network';
  readonly connectionId?: string | undefined;
  readonly networkId?: string | undefined;
  readonly remoteTenantId?: string | undefined;
  readonly note?: string | undefined;
  /** JSON text, checked to be JSON and not looked into. */
  readonly routingPolicy?: string | undefined;
}
