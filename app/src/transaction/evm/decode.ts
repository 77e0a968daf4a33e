/**
 * The unsigned EVM transaction: bytes to fields. Every format that a chain takes is read (encode.ts lists them); which of
 * them may be signed is for the policy to say, by the acts that they stand for. A transaction that carries a signature is
 * refused. What is accepted encodes to the same bytes again, so one transaction has one pre-image. Knows nothing of the
 * request.
 */

import { type Denial, deny } from '../../decision/denial.ts';
import { equalBytes } from '../../lib/hex.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import {
  type AccessListEntry,
  type Authorization,
  type EvmFormat,
  type EvmTransaction,
  encodeEvmTransaction,
} from './encode.ts';
import { type FieldReader, readFields } from './fields.ts';
import { decodeRlp, type RlpItem } from './rlp.ts';

const firstListByte = 0xc0;
const maxTypeByte = 0x7f;

/** By EIP-2718 type: what a transaction of the type is, and how many fields it has before it is signed. */
const typed: ReadonlyMap<number, { readonly format: EvmFormat; readonly fields: number }> = new Map([
  [1, { format: 'eip2930', fields: 8 }],
  [2, { format: 'eip1559', fields: 9 }],
  [3, { format: 'eip4844', fields: 11 }],
  [4, { format: 'eip7702', fields: 10 }],
]);
const legacyFieldCount = 9;
const legacyFieldCountWithoutChain = 6;

/** Widths in bytes. Chain id, nonce (EIP-2681) and gas fit 64 bits everywhere; amounts fit 256 bits. */
const counterBytes = 8;
const amountBytes = 32;
const addressBytes = 20;
const hashBytes = 32;
const authorizationFieldCount = 6;
/** EIP-4844: the version of the commitment. */
const blobHashVersion = 1;

/** Decodes an unsigned transaction, whole and canonical. The denial's detail names the field or the problem. */
export function decodeEvmTransaction(bytes: Uint8Array): Result<EvmTransaction, Denial> {
  const [first] = bytes;
  if (first === undefined) return err(malformed('empty'));
  if (first >= firstListByte) return decodeLegacy(bytes);
  if (first > maxTypeByte) return err(malformed('not_a_transaction'));
  const type = typed.get(first);
  if (type === undefined) return err(deny('transaction_type_unsupported', { found: first }));
  const items = decodeList(bytes.subarray(1));
  if (!items.ok) return items;
  if (items.value.length !== type.fields) return err(fieldCount(type.fields, items.value.length));
  return decodeFields(type.format, readFields(items.value), bytes);
}

function decodeLegacy(bytes: Uint8Array): Result<EvmTransaction, Denial> {
  const items = decodeList(bytes);
  if (!items.ok) return items;
  if (items.value.length === legacyFieldCountWithoutChain) {
    return decodeFields('legacy_without_chain_id', readFields(items.value), bytes);
  }
  if (items.value.length !== legacyFieldCount) return err(fieldCount(legacyFieldCount, items.value.length));
  return decodeFields('legacy', readFields(items.value), bytes);
}

/** The fields of all formats, in the order in which they stand in those formats that have them. */
function decodeFields(
  format: EvmFormat,
  fields: FieldReader,
  bytes: Uint8Array,
): Result<EvmTransaction, Denial> {
  const isLegacy = format === 'legacy' || format === 'legacy_without_chain_id';
  const leadingChainId = isLegacy ? undefined : fields.integer('chainId', counterBytes);
  const nonce = fields.integer('nonce', counterBytes);
  const gasPrice = isLegacy || format === 'eip2930' ? fields.integer('gasPrice', amountBytes) : undefined;
  const maxPriorityFeePerGasWei = gasPrice ?? fields.integer('maxPriorityFeePerGas', amountBytes);
  const maxFeePerGasWei = gasPrice ?? fields.integer('maxFeePerGas', amountBytes);
  const gasLimit = fields.integer('gasLimit', counterBytes);
  const to = fields.bytes('to', addressBytes);
  fields.demand(to.length === addressBytes || (to.length === 0 && mayCreate(format)), 'to');
  const valueWei = fields.integer('value', amountBytes);
  const data = fields.bytes('data', bytes.length);
  const chainId = format === 'legacy' ? fields.integer('chainId', counterBytes) : leadingChainId;
  if (format === 'legacy') {
    // A signed transaction has its signature here; EIP-155 hashes two zeros, which are no bytes.
    fields.bytes('r', 0);
    fields.bytes('s', 0);
  }
  const transaction: EvmTransaction = {
    format,
    chainId,
    nonce,
    maxFeePerGasWei,
    maxPriorityFeePerGasWei,
    gasLimit,
    to,
    valueWei,
    data,
    accessList: isLegacy ? [] : fields.records('accessList', 2, readAccessListEntry),
    maxFeePerBlobGasWei: format === 'eip4844' ? fields.integer('maxFeePerBlobGas', amountBytes) : 0n,
    blobHashes: format === 'eip4844' ? readBlobHashes(fields) : [],
    authorizations: format === 'eip7702' ? readAuthorizations(fields) : [],
  };
  return checkTransaction(transaction, fields.problem(), bytes);
}

/** EIP-4844 and EIP-7702 exclude the creation of contracts. */
function mayCreate(format: EvmFormat): boolean {
  return format !== 'eip4844' && format !== 'eip7702';
}

function readAccessListEntry(fields: FieldReader): AccessListEntry {
  const address = fields.bytes('address', addressBytes);
  fields.demand(address.length === addressBytes, 'address');
  const storageKeys = fields.list('storageKeys');
  fields.demand(storageKeys.every(isHash), 'storageKeys');
  return { address, storageKeys };
}

function readBlobHashes(fields: FieldReader): readonly Uint8Array[] {
  const name = 'blobVersionedHashes';
  const hashes = fields.list(name).filter((item) => item instanceof Uint8Array);
  fields.demand(hashes.length > 0, name);
  fields.demand(
    hashes.every((hash) => isHash(hash) && hash[0] === blobHashVersion),
    name,
  );
  return hashes;
}

function isHash(item: RlpItem): boolean {
  return item instanceof Uint8Array && item.length === hashBytes;
}

function readAuthorizations(fields: FieldReader): readonly Authorization[] {
  const name = 'authorizationList';
  const authorizations = fields.records(name, authorizationFieldCount, (inner) => {
    const chainId = inner.integer('chainId', amountBytes);
    const address = inner.bytes('address', addressBytes);
    inner.demand(address.length === addressBytes, 'address');
    return {
      chainId,
      address,
      nonce: inner.integer('nonce', counterBytes),
      yParity: inner.integer('yParity', 1),
      r: inner.integer('r', amountBytes),
      s: inner.integer('s', amountBytes),
    };
  });
  fields.demand(authorizations.length > 0, name);
  return authorizations;
}

function checkTransaction(
  transaction: EvmTransaction,
  wrongField: string | undefined,
  bytes: Uint8Array,
): Result<EvmTransaction, Denial> {
  if (wrongField !== undefined) return err(deny('transaction_bytes_malformed', { field: wrongField }));
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

function malformed(problem: string): Denial {
  return deny('transaction_bytes_malformed', { problem });
}

function fieldCount(declared: number, found: number): Denial {
  return deny('transaction_bytes_malformed', { problem: 'field_count', declared, found });
}
