/**
 * The unsigned EVM transaction: its fields, and from fields to the bytes that are hashed (the pre-image). Legacy without
 * and with a chain id (EIP-155), and the types of EIP-2930, EIP-1559, EIP-4844 and EIP-7702.
 */

import { encodeRlp, integerToBytes, type RlpItem } from './rlp.ts';

export type EvmFormat = 'legacy_without_chain_id' | 'legacy' | 'eip2930' | 'eip1559' | 'eip4844' | 'eip7702';

export interface EvmTransaction {
  readonly format: EvmFormat;
  /** Undefined in a legacy transaction that is bound to no chain: it can be sent on every one. */
  readonly chainId: bigint | undefined;
  readonly nonce: bigint;
  /** `gasPrice` where the format has one price. */
  readonly maxFeePerGasWei: bigint;
  /** Equal to `maxFeePerGasWei` where the format has one price. */
  readonly maxPriorityFeePerGasWei: bigint;
  readonly gasLimit: bigint;
  /** 20 bytes; none where a contract is created. */
  readonly to: Uint8Array;
  readonly valueWei: bigint;
  readonly data: Uint8Array;
  readonly accessList: readonly AccessListEntry[];
  /** EIP-4844. */
  readonly maxFeePerBlobGasWei: bigint;
  readonly blobHashes: readonly Uint8Array[];
  /** EIP-7702. */
  readonly authorizations: readonly Authorization[];
}

/** EIP-2930. */
export interface AccessListEntry {
  readonly address: Uint8Array;
  readonly storageKeys: readonly RlpItem[];
}

/** EIP-7702: an account, known only by its signature, lends its address to the code at `address`. */
export interface Authorization {
  /** Zero: valid on every chain. */
  readonly chainId: bigint;
  readonly address: Uint8Array;
  readonly nonce: bigint;
  readonly yParity: bigint;
  readonly r: bigint;
  readonly s: bigint;
}

const none = new Uint8Array();
const int = integerToBytes;

export function encodeEvmTransaction(transaction: EvmTransaction): Uint8Array {
  const { to, data } = transaction;
  const chainId = int(transaction.chainId ?? 0n);
  const nonce = int(transaction.nonce);
  const maxFee = int(transaction.maxFeePerGasWei);
  const priority = int(transaction.maxPriorityFeePerGasWei);
  const gasLimit = int(transaction.gasLimit);
  const value = int(transaction.valueWei);
  const accessList = transaction.accessList.map(({ address, storageKeys }) => [address, storageKeys]);
  const common = [chainId, nonce, priority, maxFee, gasLimit, to, value, data, accessList];
  switch (transaction.format) {
    case 'legacy_without_chain_id':
      return encodeRlp([nonce, maxFee, gasLimit, to, value, data]);
    case 'legacy':
      return encodeRlp([nonce, maxFee, gasLimit, to, value, data, chainId, none, none]);
    case 'eip2930':
      return envelope(1, [chainId, nonce, maxFee, gasLimit, to, value, data, accessList]);
    case 'eip1559':
      return envelope(2, common);
    case 'eip4844':
      return envelope(3, [...common, int(transaction.maxFeePerBlobGasWei), transaction.blobHashes]);
    case 'eip7702':
      return envelope(4, [...common, transaction.authorizations.map(encodeAuthorization)]);
  }
}

function encodeAuthorization({ chainId, address, nonce, yParity, r, s }: Authorization): RlpItem {
  return [int(chainId), address, int(nonce), int(yParity), int(r), int(s)];
}

/** EIP-2718. */
function envelope(type: number, fields: readonly RlpItem[]): Uint8Array {
  return Buffer.concat([Uint8Array.of(type), encodeRlp(fields)]);
}
