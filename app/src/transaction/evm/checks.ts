/**
 * One declared field against one fact of the bytes, each with its own reason. Knows nothing of operations.
 */

import { type Denial, deny, type RefusalReason } from '../../decision/denial.ts';
import { type Decimal, formatDecimal, fromBaseUnits, toBaseUnits } from '../../lib/decimal.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Destination, Endpoint, TransactionRequest } from '../../request/request.ts';
import type { EvmNativeAsset } from '../asset.ts';
import { checksumEvmAddress } from './address.ts';
import type { EvmEntry } from './entry.ts';

/** BIP-44: the first element of every derivation path. */
const bip44Purpose = 44;

const destinationMismatch = 'transaction_destination_mismatch';

export function mismatch(reason: RefusalReason, field: string, declared: string, found: string): Denial {
  return deny(reason, { field, declared, found });
}

/** A chain that the bytes do not name can be no other; that they name none is an act. */
export function checkChain({ chainId }: EvmNativeAsset, found: bigint | undefined): Denial | undefined {
  if (found === undefined || found === chainId) return undefined;
  return mismatch('transaction_chain_mismatch', 'asset', String(chainId), String(found));
}

export function onlyDestination({ destinations }: TransactionRequest): Result<Destination, Denial> {
  const [destination] = destinations;
  if (destination !== undefined && destinations.length === 1) return ok(destination);
  const found = destinations.length;
  return err(deny('transaction_entry_count', { field: 'destinations', declared: 1, found }));
}

/** Both levels must name the same place, each with an address, and every address must be this one. */
export function checkDestination(
  request: TransactionRequest,
  destination: Destination,
  to: string,
): Denial | undefined {
  const { address, displayAddress } = destination;
  const outer = describeEndpoint(request.destination);
  const inner = describeEndpoint(destination);
  if (outer !== inner) return mismatch(destinationMismatch, 'destinations[0].dstType', outer, inner);
  if (address === undefined && displayAddress === undefined) {
    const field = 'destinations[0].dstAddress';
    return mismatch(destinationMismatch, field, 'none', checksumEvmAddress(to));
  }
  const differs = compareWith(to);
  return (
    differs('destAddress', request.destAddress ?? 'none') ??
    differs('destinations[0].dstAddress', address ?? to) ??
    differs('destinations[0].displayDstAddress', displayAddress ?? to)
  );
}

function describeEndpoint(endpoint: Endpoint | undefined): string {
  return endpoint === undefined ? 'none' : `${endpoint.type} ${endpoint.id}`;
}

/**
 * Accepts the address in lower case, in upper case, and in the one mixed case that EIP-55 allows, which costs a hash: it
 * is computed once, where it is needed.
 */
function compareWith(to: string): (field: string, declared: string) => Denial | undefined {
  const upperCase = `0x${to.slice(2).toUpperCase()}`;
  let checksummed: string | undefined;
  return (field, declared) => {
    if (declared === to || declared === upperCase) return undefined;
    checksummed ??= checksumEvmAddress(to);
    return declared === checksummed ? undefined : mismatch(destinationMismatch, field, declared, checksummed);
  };
}

/** Both statements of the amount. A declared amount with more decimals than the asset is equal to no number of units. */
export function checkAmount(
  request: TransactionRequest,
  destination: Destination,
  units: bigint,
  decimals: number,
): Denial | undefined {
  const reason = 'transaction_amount_mismatch';
  return (
    checkUnits(reason, 'amountStr', request.amount, units, decimals) ??
    checkUnits(reason, 'destinations[0].amountNativeStr', destination.amount, units, decimals)
  );
}

/** The declared fee is the most the transaction can cost, to the last wei: both captured samples hold exactly this. */
export function checkFee(
  fee: Decimal | undefined,
  { decimals }: EvmNativeAsset,
  maxFeeWei: bigint,
): Denial | undefined {
  if (fee === undefined) return deny('transaction_fee_missing', { found: format(maxFeeWei, decimals) });
  return checkUnits('transaction_fee_mismatch', 'fee', fee, maxFeeWei, decimals);
}

/** The key that signs must be the first key of the source vault account, on a coin type of this chain. */
export function checkDerivationPath(
  { source: { type, id } }: TransactionRequest,
  { path }: Pick<EvmEntry, 'path'>,
  { coinTypes }: EvmNativeAsset,
): Denial | undefined {
  const expected = coinTypes.map((coinType) => `${bip44Purpose}/${coinType}/${id}/0/0`);
  const found = path === undefined ? 'none' : path.join('/');
  if (type === 'VAULT' && expected.includes(found)) return undefined;
  const declared = `${type} ${id}: ${expected.join(' or ')}`;
  return mismatch('transaction_derivation_path_mismatch', 'keyDerivationPath', declared, found);
}

function checkUnits(
  reason: RefusalReason,
  field: string,
  declared: Decimal,
  units: bigint,
  decimals: number,
): Denial | undefined {
  const declaredUnits = toBaseUnits(declared, decimals);
  if (declaredUnits.ok && declaredUnits.value === units) return undefined;
  return mismatch(reason, field, formatDecimal(declared), format(units, decimals));
}

function format(units: bigint, decimals: number): string {
  return formatDecimal(fromBaseUnits(units, decimals));
}
