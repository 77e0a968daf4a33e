/**
 * A payment that bytes make, held against what the request declares of it, for chains whose transfers have one recipient
 * and whose addresses have one spelling (Solana, Tron). Nothing here knows how the payment was read.
 */

import { type Denial, deny } from '../decision/denial.ts';
import { type Decimal, formatDecimal, fromBaseUnits, toBaseUnits } from '../lib/decimal.ts';
import { err, ok, type Result } from '../lib/result.ts';
import type { DerivationPath, Destination, Endpoint, TransactionRequest } from '../request/request.ts';
import type { Payment, TransactionFacts } from './facts.ts';

/**
 * The facts, with the one payment in the declared asset marked as the declared one. Undeclared payments in other assets
 * stay what they are, for the policy to judge by name.
 */
export function matchDeclaredPayment(
  request: TransactionRequest,
  facts: TransactionFacts,
  asset: Unit & { readonly id: string },
): Result<TransactionFacts, Denial> {
  const [destination] = request.destinations;
  if (destination === undefined || request.destinations.length !== 1)
    return err(entryCount('destinations', request.destinations.length));
  const [payment, ...further] = facts.payments.filter((found) => found.asset === asset.id);
  if (payment === undefined) return err(otherAsset(asset.id, facts.payments));
  if (further.length > 0) return err(entryCount('payments', 1 + further.length));
  const denial =
    checkDestination(request, destination, payment) ?? checkAmount(request, destination, payment, asset);
  if (denial !== undefined) return err(denial);
  const payments = facts.payments.map((found) => (found === payment ? { ...found, destination: 0 } : found));
  return ok({ ...facts, payments });
}

function otherAsset(declared: string, payments: readonly Payment[]): Denial {
  const found = payments.length === 0 ? 'none' : payments.map(({ asset }) => asset).join(', ');
  return deny('transaction_token_mismatch', { field: 'asset', declared, found });
}

export function entryCount(field: string, found: number): Denial {
  return deny('transaction_entry_count', { field, declared: 1, found });
}

/** BIP-44: the first element of every derivation path. */
const bip44Purpose = 44;

/** How the asset's amounts are written. */
export interface Unit {
  readonly decimals: number;
}

/** Every address that is declared, each at most once. */
export function declaredAddresses({ destAddress, destinations }: TransactionRequest): readonly string[] {
  const all = [
    destAddress,
    ...destinations.flatMap(({ address, displayAddress }) => [address, displayAddress]),
  ];
  return [...new Set(all.filter((address) => address !== undefined))];
}

/** Both levels must name the same place, each with an address, and every address must be the one that is paid. */
export function checkDestination(
  request: TransactionRequest,
  destination: Destination,
  { to }: Payment,
): Denial | undefined {
  const { address, displayAddress } = destination;
  const outer = describeEndpoint(request.destination);
  const inner = describeEndpoint(destination);
  if (outer !== inner) return mismatchedDestination('destinations[0].dstType', outer, inner);
  if (address === undefined && displayAddress === undefined)
    return mismatchedDestination('destinations[0].dstAddress', 'none', to);
  return (
    checkAddress('destAddress', request.destAddress ?? 'none', to) ??
    checkAddress('destinations[0].dstAddress', address ?? to, to) ??
    checkAddress('destinations[0].displayDstAddress', displayAddress ?? to, to)
  );
}

function describeEndpoint(endpoint: Endpoint | undefined): string {
  return `${endpoint?.type} ${endpoint?.id}`;
}

function checkAddress(field: string, declared: string, to: string): Denial | undefined {
  return declared === to ? undefined : mismatchedDestination(field, declared, to);
}

function mismatchedDestination(field: string, declared: string, found: string): Denial {
  return deny('transaction_destination_mismatch', { field, declared, found });
}

export function checkAmount(
  request: TransactionRequest,
  destination: Destination,
  { units }: Payment,
  unit: Unit,
): Denial | undefined {
  return (
    checkUnits('amountStr', request.amount, units, unit) ??
    checkUnits('destinations[0].amountNativeStr', destination.amount, units, unit)
  );
}

/** A declared amount with more decimals than the asset has is equal to no number of base units. */
function checkUnits(field: string, declared: Decimal, found: bigint, { decimals }: Unit): Denial | undefined {
  const units = toBaseUnits(declared, decimals);
  if (units.ok && units.value === found) return undefined;
  const detail = { declared: formatDecimal(declared), found: formatDecimal(fromBaseUnits(found, decimals)) };
  return deny('transaction_amount_mismatch', { field, ...detail });
}

/** The key that signs must be the first key of the source vault account, on a coin type of this chain. */
export function checkDerivationPath(
  { source }: TransactionRequest,
  path: DerivationPath | undefined,
  coinTypes: readonly number[],
): Denial | undefined {
  const expected = coinTypes.map((coinType) => `${bip44Purpose}/${coinType}/${source.id}/0/0`);
  const found = path === undefined ? 'none' : path.join('/');
  if (source.type === 'VAULT' && expected.includes(found)) return undefined;
  const declared = `${source.type} ${source.id}: ${expected.join(' or ')}`;
  return deny('transaction_derivation_path_mismatch', { field: 'keyDerivationPath', declared, found });
}
