/**
 * Proves that the bytes of a native EVM transfer are the payment that the request declares (protocol section 7.1): the
 * digest MPC will sign is recomputed first, then every field of the transaction is held against the declared one.
 * Nothing that the transaction says is left out but the nonce and the split of the fee, of which the request says
 * nothing. The sender is not in the pre-image: only the derivation path ties it to the source vault account. Memo tags
 * mean nothing on an EVM chain and are not looked at.
 */

import { keccak_256 } from '@noble/hashes/sha3.js';
import { type Denial, deny, type RefusalReason } from '../../decision/denial.ts';
import { type Decimal, formatDecimal, fromBaseUnits, toBaseUnits } from '../../lib/decimal.ts';
import { decodeHex, encodeHex } from '../../lib/hex.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type {
  DerivationPath,
  Destination,
  Endpoint,
  RawTransaction,
  TransactionRequest,
} from '../../request/request.ts';
import type { EvmNativeAsset } from '../asset.ts';
import { composeFacts, type TransactionFacts } from '../facts.ts';
import { checksumEvmAddress } from './address.ts';
import { decodeEvmTransaction, type EvmTransaction } from './decode.ts';

/** BIP-44: the first element of every derivation path. */
const bip44Purpose = 44;

const destinationMismatch = 'transaction_destination_mismatch';

export function matchEvmTransfer(
  request: TransactionRequest,
  rawTransactions: readonly RawTransaction[],
  asset: EvmNativeAsset,
): Result<TransactionFacts, Denial> {
  if (request.operation !== 'TRANSFER') {
    return err(deny('transaction_operation_unsupported', { found: request.operation, asset: asset.id }));
  }
  const [raw] = rawTransactions;
  if (raw === undefined || rawTransactions.length !== 1) {
    return err(entryCount('rawTx', rawTransactions.length));
  }
  const [destination] = request.destinations;
  if (destination === undefined || request.destinations.length !== 1) {
    return err(entryCount('destinations', request.destinations.length));
  }
  const bytes = decodeHex(raw.bytes);
  if (!bytes.ok) return err(deny('transaction_bytes_malformed', { problem: bytes.error }));
  const digest = encodeHex(keccak_256(bytes.value));
  const digestDenial = checkDigest(raw.payload, digest);
  if (digestDenial !== undefined) return err(digestDenial);
  const decoded = decodeEvmTransaction(bytes.value);
  if (!decoded.ok) return decoded;
  const read = readTransfer(decoded.value, digest);
  const denial =
    checkChain(asset, read) ??
    checkDestination(request, destination, read) ??
    checkAmount(request, destination, asset, read) ??
    checkExtras(decoded.value) ??
    checkFee(request.fee, asset, read) ??
    checkDerivationPath(request, raw.keyDerivationPath, asset);
  return denial === undefined ? ok(toFacts(read, asset)) : err(denial);
}

/** The transaction as it is held against the request. */
interface Transfer {
  readonly transaction: EvmTransaction;
  readonly to: string;
  readonly maxFeeWei: bigint;
  readonly digest: string;
}

function readTransfer(transaction: EvmTransaction, digest: string): Transfer {
  return {
    transaction,
    to: `0x${encodeHex(transaction.to)}`,
    maxFeeWei: transaction.gasLimit * transaction.maxFeePerGasWei,
    digest,
  };
}

function toFacts({ transaction, to, maxFeeWei, digest }: Transfer, asset: EvmNativeAsset): TransactionFacts {
  return composeFacts({
    family: 'evm',
    digests: [digest],
    acts: ['payment'],
    payments: [{ asset: asset.id, to, units: transaction.valueWei, destination: 0 }],
    fee: { asset: asset.id, units: maxFeeWei },
    details: {
      format: transaction.format,
      chainId: transaction.chainId.toString(),
      nonce: transaction.nonce.toString(),
      to,
      valueWei: transaction.valueWei.toString(),
      gasLimit: transaction.gasLimit.toString(),
      maxFeeWei: maxFeeWei.toString(),
    },
  });
}

function checkDigest(payload: string | undefined, digest: string): Denial | undefined {
  if (payload === undefined) return deny('transaction_digest_missing', { found: digest });
  if (payload.toLowerCase() === digest) return undefined;
  return mismatch('transaction_digest_mismatch', 'payload', payload, digest);
}

function checkChain(asset: EvmNativeAsset, read: Transfer): Denial | undefined {
  if (read.transaction.chainId === asset.chainId) return undefined;
  return mismatch(
    'transaction_chain_mismatch',
    'asset',
    String(asset.chainId),
    String(read.transaction.chainId),
  );
}

/** Both levels must name the same place, each with an address, and every address must be the one that is paid. */
function checkDestination(
  request: TransactionRequest,
  destination: Destination,
  read: Transfer,
): Denial | undefined {
  const { address, displayAddress } = destination;
  const outer = describeEndpoint(request.destination);
  const inner = describeEndpoint(destination);
  if (outer !== inner) return mismatch(destinationMismatch, 'destinations[0].dstType', outer, inner);
  const checksummed = checksumEvmAddress(read.to);
  if (address === undefined && displayAddress === undefined) {
    return mismatch(destinationMismatch, 'destinations[0].dstAddress', 'none', checksummed);
  }
  return (
    checkAddress('destAddress', request.destAddress ?? 'none', read.to, checksummed) ??
    checkAddress('destinations[0].dstAddress', address ?? checksummed, read.to, checksummed) ??
    checkAddress('destinations[0].displayDstAddress', displayAddress ?? checksummed, read.to, checksummed)
  );
}

function describeEndpoint(endpoint: Endpoint | undefined): string {
  return endpoint === undefined ? 'none' : `${endpoint.type} ${endpoint.id}`;
}

/** Accepts the address in lower case, in upper case, and in the one mixed case that EIP-55 allows. */
function checkAddress(field: string, declared: string, to: string, checksummed: string): Denial | undefined {
  if (declared === checksummed || declared === to) return undefined;
  if (declared === `0x${to.slice(2).toUpperCase()}`) return undefined;
  return mismatch(destinationMismatch, field, declared, checksummed);
}

function checkAmount(
  request: TransactionRequest,
  destination: Destination,
  asset: EvmNativeAsset,
  read: Transfer,
): Denial | undefined {
  const reason = 'transaction_amount_mismatch';
  return (
    checkUnits(reason, 'amountStr', request.amount, read.transaction.valueWei, asset) ??
    checkUnits(
      reason,
      'destinations[0].amountNativeStr',
      destination.amount,
      read.transaction.valueWei,
      asset,
    )
  );
}

/** A plain transfer calls nothing: no data, and no storage to announce. */
function checkExtras(transaction: EvmTransaction): Denial | undefined {
  if (transaction.data.length !== 0) {
    return deny('transaction_data_unexpected', {
      declared: 0,
      found: transaction.data.length,
      unit: 'bytes',
    });
  }
  if (transaction.accessList.length !== 0) {
    const found = transaction.accessList.length;
    return deny('transaction_access_list_unexpected', { declared: 0, found, unit: 'entries' });
  }
  return undefined;
}

/** The declared fee is the most the transaction can cost, to the last wei: both captured samples hold exactly this. */
function checkFee(fee: Decimal | undefined, asset: EvmNativeAsset, read: Transfer): Denial | undefined {
  if (fee === undefined) return deny('transaction_fee_missing', { found: format(read.maxFeeWei, asset) });
  return checkUnits('transaction_fee_mismatch', 'fee', fee, read.maxFeeWei, asset);
}

/** The key that signs must be the first key of the source vault account, on a coin type of this chain. */
function checkDerivationPath(
  request: TransactionRequest,
  path: DerivationPath | undefined,
  asset: EvmNativeAsset,
): Denial | undefined {
  const { type, id } = request.source;
  const expected = asset.coinTypes.map((coinType) => `${bip44Purpose}/${coinType}/${id}/0/0`);
  const found = path === undefined ? 'none' : path.join('/');
  if (type === 'VAULT' && expected.includes(found)) return undefined;
  const declared = `${type} ${id}: ${expected.join(' or ')}`;
  return mismatch('transaction_derivation_path_mismatch', 'keyDerivationPath', declared, found);
}

/** A declared amount with more decimals than the asset has is equal to no number of base units. */
function checkUnits(
  reason: RefusalReason,
  field: string,
  declared: Decimal,
  foundWei: bigint,
  asset: EvmNativeAsset,
): Denial | undefined {
  const declaredWei = toBaseUnits(declared, asset.decimals);
  if (declaredWei.ok && declaredWei.value === foundWei) return undefined;
  return mismatch(reason, field, formatDecimal(declared), format(foundWei, asset));
}

function format(amountWei: bigint, asset: EvmNativeAsset): string {
  return formatDecimal(fromBaseUnits(amountWei, asset.decimals));
}

function entryCount(field: string, found: number): Denial {
  return deny('transaction_entry_count', { field, declared: 1, found });
}

function mismatch(reason: RefusalReason, field: string, declared: string, found: string): Denial {
  return deny(reason, { field, declared, found });
}
