/**
 * Tron's `raw_data`, whose SHA-256 is what is signed: the header, and the one contract in it. Two kinds of contract are
 * read; every other is refused by its name. What no transaction of a wallet has (authorities, scripts, a provider,
 * tokens of the TRC-10 kind) is no known field.
 */

import { type Denial, deny } from '../../decision/denial.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import { isAddressBytes, spellAddress } from './address.ts';
import { nameContractType, transferContract, triggerSmartContract } from './contract-types.ts';
import { decodeFields, type Fields, type Schema } from './protobuf.ts';

export interface TronTransaction {
  /** Of a recent block: two bytes of its number, its whole number where that is given, eight bytes of its hash. */
  readonly refBlockBytes: Uint8Array;
  readonly refBlockNumber: bigint;
  readonly refBlockHash: Uint8Array;
  /** Milliseconds since the epoch. */
  readonly expiration: bigint;
  /** When it was made, as its maker says; 0 where it does not. */
  readonly timestamp: bigint;
  /** In sun: the most that running the contract may burn. */
  readonly feeLimit: bigint;
  readonly memo: Uint8Array;
  /** 0 is the owner's own permission. */
  readonly permission: bigint;
  readonly contract: TronContract;
}

export type TronContract = TransferContract | TriggerSmartContract;

/** Addresses are in base58check, values in sun. */
export interface TransferContract {
  readonly kind: 'transfer';
  readonly owner: string;
  readonly to: string;
  readonly units: bigint;
}

export interface TriggerSmartContract {
  readonly kind: 'trigger';
  readonly owner: string;
  readonly contract: string;
  readonly units: bigint;
  readonly data: Uint8Array;
}

/** The chain takes no larger transactions. */
export const maxRawDataBytes = 500 * 1024;

const rawSchema: Schema = new Map([
  [1, 'bytes'], // ref_block_bytes
  [3, 'number'], // ref_block_num
  [4, 'bytes'], // ref_block_hash
  [8, 'number'], // expiration
  [10, 'bytes'], // data: the memo
  [11, 'bytes'], // contract
  [14, 'number'], // timestamp
  [18, 'number'], // fee_limit
]);
const contractSchema: Schema = new Map([
  [1, 'number'], // type
  [2, 'bytes'], // parameter
  [5, 'number'], // Permission_id
]);
const anySchema: Schema = new Map([
  [1, 'bytes'], // type_url
  [2, 'bytes'], // value
]);
const transferSchema: Schema = new Map([
  [1, 'bytes'], // owner_address
  [2, 'bytes'], // to_address
  [3, 'number'], // amount
]);
const triggerSchema: Schema = new Map([
  [1, 'bytes'], // owner_address
  [2, 'bytes'], // contract_address
  [3, 'number'], // call_value
  [4, 'bytes'], // data
]);

export function decodeTron(bytes: Uint8Array): Result<TronTransaction, Denial> {
  if (bytes.length > maxRawDataBytes) return err(malformed('too_large'));
  const raw = read(bytes, rawSchema);
  if (!raw.ok) return raw;
  const outer = read(raw.value.bytes(11), contractSchema);
  if (!outer.ok) return outer;
  const contract = readContract(outer.value);
  if (!contract.ok) return contract;
  const { number, bytes: texts } = raw.value;
  return ok({
    refBlockBytes: texts(1),
    refBlockNumber: number(3),
    refBlockHash: texts(4),
    expiration: number(8),
    timestamp: number(14),
    feeLimit: number(18),
    memo: texts(10),
    permission: outer.value.number(5),
    contract: contract.value,
  });
}

function readContract(outer: Fields): Result<TronContract, Denial> {
  const type = outer.number(1);
  if (type !== transferContract && type !== triggerSmartContract)
    return err(deny('transaction_type_unsupported', { found: nameContractType(type) }));
  const parameter = read(outer.bytes(2), anySchema);
  if (!parameter.ok) return parameter;
  const url = Buffer.from(parameter.value.bytes(1)).toString('latin1');
  if (url !== `type.googleapis.com/protocol.${nameContractType(type)}`) return err(malformed('type_url'));
  const isTransfer = type === transferContract;
  const fields = read(parameter.value.bytes(2), isTransfer ? transferSchema : triggerSchema);
  if (!fields.ok) return fields;
  const { number, bytes } = fields.value;
  if (!isAddressBytes(bytes(1)) || !isAddressBytes(bytes(2))) return err(malformed('address'));
  const [owner, other, units] = [spellAddress(bytes(1)), spellAddress(bytes(2)), number(3)];
  if (isTransfer) return ok({ kind: 'transfer', owner, to: other, units });
  return ok({ kind: 'trigger', owner, contract: other, units, data: bytes(4) });
}

function read(bytes: Uint8Array, schema: Schema): Result<Fields, Denial> {
  const fields = decodeFields(bytes, schema);
  if (fields.ok) return fields;
  const { error: problem } = fields;
  const notCanonical =
    problem === 'number_not_minimal' || problem === 'field_order' || problem === 'field_default';
  return err(notCanonical ? deny('transaction_not_canonical', { problem }) : malformed(problem));
}

function malformed(problem: string): Denial {
  return deny('transaction_bytes_malformed', { problem });
}
