/**
 * What the request says is paid: for each destination a locking script and an amount, read from addresses of the network.
 * Every address that names a destination must mean the same script.
 *
 * Gross amounts. The vendor's sample takes the fee out of a payment that empties the source, and the request does not
 * mark it. So with one destination, two statements are accepted and no other: the destination's own amount is the
 * request's less the fee (it says what arrives), or both are equal and the fee comes out of a payment that leaves no
 * change (`hidden-outputs.ts`).
 */

import { type Denial, deny } from '../../decision/denial.ts';
import { type Decimal, formatDecimal, toBaseUnits } from '../../lib/decimal.ts';
import { equalBytes } from '../../lib/hex.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Destination, Endpoint, TransactionRequest } from '../../request/request.ts';
import type { BitcoinAsset } from '../asset.ts';
import { decodeAddress, encodeAddress } from './address.ts';
import { networks } from './networks.ts';
import { type Script, writeScript } from './script.ts';
import { maxUnits } from './transaction.ts';

export interface Declared {
  readonly paid: readonly Paid[];
  /** Of all destinations together. */
  readonly units: bigint;
  readonly feeUnits: bigint;
  /** The one payment as it would be with the fee taken out of it, where that is a way to read the request. */
  readonly gross: Paid | undefined;
}

export interface Paid {
  readonly script: Uint8Array;
  /** In the one spelling. */
  readonly to: string;
  readonly units: bigint;
}

export function readDeclared(request: TransactionRequest, asset: BitcoinAsset): Result<Declared, Denial> {
  const { destinations, fee } = request;
  if (destinations.length === 0) {
    return err(deny('transaction_entry_count', { field: 'destinations', declared: 1, found: 0 }));
  }
  const paid: Paid[] = [];
  for (const [i, destination] of destinations.entries()) {
    const one = readDestination(request, destination, i, asset);
    if (!one.ok) return one;
    paid.push(one.value);
  }
  const outer = checkOuterAddress(request, asset, paid);
  if (outer !== undefined) return err(outer);
  if (fee === undefined) return err(deny('transaction_fee_missing', { field: 'fee' }));
  const feeUnits = readUnits(fee, 'fee', 'transaction_fee_mismatch', asset);
  if (!feeUnits.ok) return feeUnits;
  return readAmount(request, paid, feeUnits.value, asset);
}

function readDestination(
  request: TransactionRequest,
  destination: Destination,
  index: number,
  asset: BitcoinAsset,
): Result<Paid, Denial> {
  const at = `destinations[${index}]`;
  const network = networks[asset.network];
  const alone = request.destinations.length === 1;
  if (alone && describe(request.destination) !== describe(destination)) {
    const [declared, found] = [describe(request.destination), describe(destination)];
    return err(mismatch(`${at}.dstType`, declared, found));
  }
  const spellings = [
    [`${at}.dstAddress`, destination.address],
    [`${at}.displayDstAddress`, destination.displayAddress],
  ] as const;
  let script: Script | undefined;
  for (const [field, text] of spellings) {
    if (text === undefined || (script !== undefined && text === destination.address)) continue;
    const read = decodeAddress(text, network);
    if (read === undefined) return err(mismatch(field, text, `no ${asset.network} address`));
    if (script !== undefined && !isSame(script, read)) {
      return err(mismatch(field, text, encodeAddress(script, network)));
    }
    script = read;
  }
  if (script === undefined) return err(mismatch(`${at}.dstAddress`, 'none', 'none'));
  const units = readUnits(destination.amount, `${at}.amountNativeStr`, 'transaction_amount_mismatch', asset);
  if (!units.ok) return units;
  return ok({ script: writeScript(script), to: encodeAddress(script, network), units: units.value });
}

/** With one destination the outer address is its address; with several, where there is one, it is one of theirs. */
function checkOuterAddress(
  { destAddress, destinations }: TransactionRequest,
  { network }: BitcoinAsset,
  paid: readonly Paid[],
): Denial | undefined {
  const known = paid.map(({ to }) => to).join(' or ');
  if (destAddress === undefined) {
    return destinations.length === 1 ? mismatch('destAddress', 'none', known) : undefined;
  }
  const script = decodeAddress(destAddress, networks[network]);
  const spelled = script && encodeAddress(script, networks[network]);
  return paid.some(({ to }) => to === spelled) ? undefined : mismatch('destAddress', destAddress, known);
}

function readAmount(
  request: TransactionRequest,
  paid: readonly Paid[],
  feeUnits: bigint,
  asset: BitcoinAsset,
): Result<Declared, Denial> {
  const amount = readUnits(request.amount, 'amountStr', 'transaction_amount_mismatch', asset);
  if (!amount.ok) return amount;
  const units = paid.reduce((sum, one) => sum + one.units, 0n);
  const [only, ...others] = paid;
  const alone = others.length === 0 ? only : undefined;
  if (amount.value === units) {
    const gross = alone !== undefined && units > feeUnits ? { ...alone, units: units - feeUnits } : undefined;
    return ok({ paid, units, feeUnits, gross });
  }
  if (alone !== undefined && amount.value === units + feeUnits) {
    return ok({ paid, units, feeUnits, gross: undefined });
  }
  const detail = { field: 'amountStr', declared: formatDecimal(request.amount), found: String(units) };
  return err(deny('transaction_amount_mismatch', detail));
}

/** A declared amount with more decimals than the asset has is equal to no number of base units. */
function readUnits(
  declared: Decimal,
  field: string,
  reason: 'transaction_amount_mismatch' | 'transaction_fee_mismatch',
  { decimals }: BitcoinAsset,
): Result<bigint, Denial> {
  const units = toBaseUnits(declared, decimals);
  if (units.ok && units.value <= maxUnits) return units;
  return err(deny(reason, { field, declared: formatDecimal(declared), found: 'no number of base units' }));
}

function isSame(a: Script, b: Script): boolean {
  return a.type === b.type && equalBytes(a.program, b.program);
}

function describe(endpoint: Endpoint | undefined): string {
  return endpoint === undefined ? 'none' : `${endpoint.type} ${endpoint.id}`;
}

function mismatch(field: string, declared: string, found: string): Denial {
  return deny('transaction_destination_mismatch', { field, declared, found });
}
