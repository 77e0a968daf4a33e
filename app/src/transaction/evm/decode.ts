/**
 * The unsigned EVM transaction: bytes to fields and back. Two formats, both bound to a chain: legacy with replay
 * protection (EIP-155) and type 2 (EIP-1559 in an EIP-2718 envelope). Every other type, a legacy transaction without a
 * chain id, a transaction that carries a signature and the creation of a contract are refused. What is accepted
 * encodes to the same bytes again, so one transaction has one pre-image. Knows nothing of the request.
 */

import { type Denial, deny } from '../../decision/denial.ts';
import { encodeHex, equalBytes } from '../../lib/hex.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import { decodeRlp, encodeRlp, integerToBytes, type RlpItem } from './rlp.ts';

export interface EvmTransaction {
  readonly format: 'legacy' | 'eip1559';
  readonly chainId: bigint;
  readonly nonce: bigint;
  /** `gasPrice` of a legacy transaction. */
  readonly maxFeePerGasWei: bigint;
  /** Equal to `maxFeePerGasWei` in a legacy transaction. */
  readonly maxPriorityFeePerGasWei: bigint;
  readonly gasLimit: bigint;
  /** 20 bytes. */
  readonly to: Uint8Array;
  readonly valueWei: bigint;
  readonly data: Uint8Array;
  /** EIP-2930, not looked into; empty in a legacy transaction. */
  readonly accessList: readonly RlpItem[];
}

const eip1559Type = 0x02;
const firstListByte = 0xc0;
const maxTypeByte = 0x7f;
const legacyFieldCount = 9;
const legacyFieldCountWithoutChain = 6;
const eip1559FieldCount = 9;

/** Widths in bytes. Chain id, nonce (EIP-2681) and gas fit 64 bits everywhere; amounts fit 256 bits. */
const counterBytes = 8;
const amountBytes = 32;
const addressBytes = 20;

/** Decodes an unsigned transaction, whole and canonical. The denial's detail names the field or the problem. */
export function decodeEvmTransaction(bytes: Uint8Array): Result<EvmTransaction, Denial> {
  const [first] = bytes;
  if (first === undefined) return err(malformed('empty'));
  if (first >= firstListByte) return decodeLegacy(bytes);
  if (first === eip1559Type) return decodeEip1559(bytes);
  if (first > maxTypeByte) return err(malformed('not_a_transaction'));
  return err(deny('transaction_type_unsupported', { found: first }));
}

/** The pre-image of the transaction. */
export function encodeEvmTransaction(transaction: EvmTransaction): Uint8Array {
  const { to, data, accessList } = transaction;
  const chainId = integerToBytes(transaction.chainId);
  const nonce = integerToBytes(transaction.nonce);
  const maxFee = integerToBytes(transaction.maxFeePerGasWei);
  const gasLimit = integerToBytes(transaction.gasLimit);
  const value = integerToBytes(transaction.valueWei);
  switch (transaction.format) {
    case 'legacy':
      return encodeRlp([nonce, maxFee, gasLimit, to, value, data, chainId, none, none]);
    case 'eip1559': {
      const priority = integerToBytes(transaction.maxPriorityFeePerGasWei);
      const fields = [chainId, nonce, priority, maxFee, gasLimit, to, value, data, accessList];
      return Buffer.concat([Uint8Array.of(eip1559Type), encodeRlp(fields)]);
    }
  }
}

const none = new Uint8Array();

function decodeLegacy(bytes: Uint8Array): Result<EvmTransaction, Denial> {
  const items = decodeList(bytes);
  if (!items.ok) return items;
  if (items.value.length === legacyFieldCountWithoutChain) {
    return err(deny('transaction_type_unsupported', { found: 'legacy_without_chain_id' }));
  }
  if (items.value.length !== legacyFieldCount) return err(fieldCount(legacyFieldCount, items.value.length));
  const fields = readFields(items.value);
  const gasPrice = fields.integer(1, 'gasPrice', amountBytes);
  const transaction: EvmTransaction = {
    format: 'legacy',
    nonce: fields.integer(0, 'nonce', counterBytes),
    maxFeePerGasWei: gasPrice,
    maxPriorityFeePerGasWei: gasPrice,
    gasLimit: fields.integer(2, 'gasLimit', counterBytes),
    to: fields.bytes(3, 'to', addressBytes),
    valueWei: fields.integer(4, 'value', amountBytes),
    data: fields.bytes(5, 'data', bytes.length),
    chainId: fields.integer(6, 'chainId', counterBytes),
    accessList: [],
  };
  // A signed transaction has its signature here; EIP-155 hashes two zeros, which are no bytes.
  fields.bytes(7, 'r', 0);
  fields.bytes(8, 's', 0);
  return checkTransaction(transaction, fields.problem(), bytes);
}

function decodeEip1559(bytes: Uint8Array): Result<EvmTransaction, Denial> {
  const items = decodeList(bytes.subarray(1));
  if (!items.ok) return items;
  if (items.value.length !== eip1559FieldCount) return err(fieldCount(eip1559FieldCount, items.value.length));
  const fields = readFields(items.value);
  const transaction: EvmTransaction = {
    format: 'eip1559',
    chainId: fields.integer(0, 'chainId', counterBytes),
    nonce: fields.integer(1, 'nonce', counterBytes),
    maxPriorityFeePerGasWei: fields.integer(2, 'maxPriorityFeePerGas', amountBytes),
    maxFeePerGasWei: fields.integer(3, 'maxFeePerGas', amountBytes),
    gasLimit: fields.integer(4, 'gasLimit', counterBytes),
    to: fields.bytes(5, 'to', addressBytes),
    valueWei: fields.integer(6, 'value', amountBytes),
    data: fields.bytes(7, 'data', bytes.length),
    accessList: fields.list(8, 'accessList'),
  };
  return checkTransaction(transaction, fields.problem(), bytes);
}

function checkTransaction(
  transaction: EvmTransaction,
  wrongField: string | undefined,
  bytes: Uint8Array,
): Result<EvmTransaction, Denial> {
  if (wrongField !== undefined) return err(deny('transaction_bytes_malformed', { field: wrongField }));
  if (transaction.to.length === 0) return err(deny('transaction_contract_creation'));
  if (transaction.to.length !== addressBytes)
    return err(deny('transaction_bytes_malformed', { field: 'to' }));
  if (transaction.chainId === 0n) return err(malformed('chain_id_zero'));
  if (transaction.maxPriorityFeePerGasWei > transaction.maxFeePerGasWei) {
    return err(malformed('priority_fee_above_max_fee'));
  }
  // Integers with leading zeros are read like any other; here they show.
  if (!equalBytes(encodeEvmTransaction(transaction), bytes)) {
    return err(deny('transaction_not_canonical', { problem: 'encodes_differently' }));
  }
  return ok(transaction);
}

function decodeList(bytes: Uint8Array): Result<readonly RlpItem[], Denial> {
  const item = decodeRlp(bytes);
  if (!item.ok) {
    const reason =
      item.error === 'rlp_not_minimal' ? 'transaction_not_canonical' : 'transaction_bytes_malformed';
    return err(deny(reason, { problem: item.error }));
  }
  return item.value instanceof Uint8Array ? err(malformed('not_a_list')) : ok(item.value);
}

interface FieldReader {
  integer(index: number, name: string, maxBytes: number): bigint;
  bytes(index: number, name: string, maxBytes: number): Uint8Array;
  list(index: number, name: string): readonly RlpItem[];
  /** Name of the first field that was not what it had to be: then nothing that was read may be used. */
  problem(): string | undefined;
}

function readFields(items: readonly RlpItem[]): FieldReader {
  let problem: string | undefined;
  const bytes = (index: number, name: string, maxBytes: number): Uint8Array => {
    const item = items[index];
    if (item instanceof Uint8Array && item.length <= maxBytes) return item;
    problem ??= name;
    return none;
  };
  return {
    bytes,
    integer: (index, name, maxBytes) => {
      const content = bytes(index, name, maxBytes);
      return content.length === 0 ? 0n : BigInt(`0x${encodeHex(content)}`);
    },
    list: (index, name) => {
      const item = items[index];
      if (item !== undefined && !(item instanceof Uint8Array)) return item;
      problem ??= name;
      return [];
    },
    problem: () => problem,
  };
}

function malformed(problem: string): Denial {
  return deny('transaction_bytes_malformed', { problem });
}

function fieldCount(declared: number, found: number): Denial {
  return deny('transaction_bytes_malformed', { problem: 'field_count', declared, found });
}
