/**
 * The unsigned EVM transaction that a co-signer would put into `rawTx`: the pre-image and its digest. Builds whatever
 * it is told, right or wrong. EIP-1559 (type 2, EIP-2718) and legacy with EIP-155 replay protection.
 */

import { keccak_256 } from '@noble/hashes/sha3.js';
import { decodeHex, encodeHex } from '../lib/hex.ts';
import { encodeRlp, minimalBytes, type RlpItem } from './rlp.ts';

export interface EvmTransaction {
  readonly format: 'legacy' | 'eip1559';
  readonly chainId: bigint;
  readonly nonce: bigint;
  readonly gasLimit: bigint;
  /** `gasPrice` of a legacy transaction. */
  readonly maxFeePerGasWei: bigint;
  /** EIP-1559 only. */
  readonly maxPriorityFeePerGasWei: bigint;
  /** 20 bytes of hex with 0x, any case. */
  readonly to: string;
  readonly valueWei: bigint;
  /** Hex with 0x; `0x` for a plain transfer. */
  readonly data: string;
}

/** One element of `rawTx` without its derivation path: lower-case hex without 0x. */
export interface Preimage {
  readonly rawTx: string;
  readonly payload: string;
}

export function buildPreimage(transaction: EvmTransaction): Preimage {
  const bytes = transaction.format === 'legacy' ? encodeLegacy(transaction) : encodeEip1559(transaction);
  return { rawTx: encodeHex(bytes), payload: encodeHex(keccak_256(bytes)) };
}

/** The most that the transaction may cost in wei: what the co-signer declares as `fee`. */
export function maxFeeWei(transaction: EvmTransaction): bigint {
  return transaction.gasLimit * transaction.maxFeePerGasWei;
}

function encodeEip1559(transaction: EvmTransaction): Uint8Array {
  const fields: RlpItem = [
    minimalBytes(transaction.chainId),
    minimalBytes(transaction.nonce),
    minimalBytes(transaction.maxPriorityFeePerGasWei),
    minimalBytes(transaction.maxFeePerGasWei),
    minimalBytes(transaction.gasLimit),
    hexBytes(transaction.to),
    minimalBytes(transaction.valueWei),
    hexBytes(transaction.data),
    [],
  ];
  return Buffer.concat([Uint8Array.of(2), encodeRlp(fields)]);
}

function encodeLegacy(transaction: EvmTransaction): Uint8Array {
  return encodeRlp([
    minimalBytes(transaction.nonce),
    minimalBytes(transaction.maxFeePerGasWei),
    minimalBytes(transaction.gasLimit),
    hexBytes(transaction.to),
    minimalBytes(transaction.valueWei),
    hexBytes(transaction.data),
    minimalBytes(transaction.chainId),
    new Uint8Array(),
    new Uint8Array(),
  ]);
}

function hexBytes(text: string): Uint8Array {
  const bytes = decodeHex(text.replace(/^0x/, ''));
  if (!bytes.ok) throw new Error(`not hexadecimal: ${text}`);
  return bytes.value;
}
