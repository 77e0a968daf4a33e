/**
 * The one raw transaction behind a request on an EVM chain, before anything that it says is held against the request: its
 * digest is recomputed first, then it is decoded. Also what its format alone does (acts), whatever it is for.
 */

import { keccak_256 } from '@noble/hashes/sha3.js';
import { type Denial, deny } from '../../decision/denial.ts';
import { decodeHex, encodeHex } from '../../lib/hex.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { DerivationPath, RawTransaction } from '../../request/request.ts';
import type { EvmNativeAsset } from '../asset.ts';
import { composeFacts, type TransactionFacts } from '../facts.ts';
import { decodeEvmTransaction } from './decode.ts';
import type { EvmTransaction } from './encode.ts';
import type { Findings } from './findings.ts';

export interface EvmEntry {
  readonly transaction: EvmTransaction;
  /** `0x` where a contract is created. */
  readonly to: string;
  readonly maxFeeWei: bigint;
  readonly digest: string;
  readonly path: DerivationPath | undefined;
}

/** EIP-4844: gas of one blob. */
const blobGas = 131_072n;

export function readEntry(rawTransactions: readonly RawTransaction[]): Result<EvmEntry, Denial> {
  const [raw] = rawTransactions;
  if (raw === undefined || rawTransactions.length !== 1) {
    return err(
      deny('transaction_entry_count', { field: 'rawTx', declared: 1, found: rawTransactions.length }),
    );
  }
  const bytes = decodeHex(raw.bytes);
  if (!bytes.ok) return err(deny('transaction_bytes_malformed', { problem: bytes.error }));
  const digest = encodeHex(keccak_256(bytes.value));
  const { payload } = raw;
  if (payload === undefined) return err(deny('transaction_digest_missing', { found: digest }));
  if (payload.toLowerCase() !== digest) {
    return err(deny('transaction_digest_mismatch', { field: 'payload', declared: payload, found: digest }));
  }
  return openEntry(bytes.value, digest, raw.keyDerivationPath);
}

/** The transaction in these bytes, of which `digest` is known to be the hash. */
export function openEntry(
  bytes: Uint8Array,
  digest: string,
  path: DerivationPath | undefined,
): Result<EvmEntry, Denial> {
  const decoded = decodeEvmTransaction(bytes);
  if (!decoded.ok) return decoded;
  const transaction = decoded.value;
  const blobs = BigInt(transaction.blobHashes.length) * blobGas * transaction.maxFeePerBlobGasWei;
  return ok({
    transaction,
    to: `0x${encodeHex(transaction.to)}`,
    maxFeeWei: transaction.gasLimit * transaction.maxFeePerGasWei + blobs,
    digest,
    path,
  });
}

/** What the format does beside the call or payment: to be noted before anything else is. */
export function noteFormat({ transaction }: EvmEntry, found: Findings): void {
  const { format, accessList, authorizations, to } = transaction;
  if (format === 'legacy_without_chain_id') found.acts.add('legacy_without_chain_id');
  if (accessList.length > 0) found.acts.add('access_list');
  if (format === 'eip4844') found.acts.add('blob_transaction');
  if (to.length === 0) found.acts.add('contract_creation');
  for (const { chainId, address, nonce } of authorizations) {
    found.acts.add('code_delegation');
    found.calls.push({
      to: `0x${encodeHex(address)}`,
      selector: authorizationMagic,
      method: 'eip7702_authorization',
      args: [
        { name: 'chainId', value: chainId },
        { name: 'nonce', value: nonce },
      ],
      units: 0n,
      depth: 0,
    });
  }
}

/** EIP-7702: the byte before an authorisation when it is signed; no calldata has a selector of one byte that is known. */
const authorizationMagic = '0x05';

export function toFacts(entry: EvmEntry, native: EvmNativeAsset, found: Findings): TransactionFacts {
  const { transaction, to, maxFeeWei, digest } = entry;
  return composeFacts({
    family: 'evm',
    digests: [digest],
    acts: [...found.acts],
    payments: found.payments,
    calls: found.calls,
    allowances: found.allowances,
    fee: { asset: native.id, units: maxFeeWei },
    details: {
      format: transaction.format,
      chainId: String(transaction.chainId ?? 'none'),
      nonce: transaction.nonce.toString(),
      to,
      valueWei: transaction.valueWei.toString(),
      gasLimit: transaction.gasLimit.toString(),
      maxFeeWei: maxFeeWei.toString(),
      ...(to === '0x' && { initcodeSha3: encodeHex(keccak_256(transaction.data)) }),
    },
  });
}
