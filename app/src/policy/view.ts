/**
 * What the criteria see of a request: one flat view, in which everything that bytes have proven comes from the bytes
 * and everything that is missing or contradicts itself is `undefined`, never a default.
 */

import { addDecimals, compareDecimals, type Decimal, fromBaseUnits } from '../lib/decimal.ts';
import type { ConfigurationChangeRequest, Destination, TransactionRequest } from '../request/request.ts';
import { type AssetTable, feeAssetOf } from '../transaction/asset.ts';
import type { Evidence, EvidenceKind } from '../transaction/evidence.ts';
import type { Payment, TransactionFacts } from '../transaction/facts.ts';
import { normaliseAddress } from './address.ts';
import type { AddressBooks } from './address-books.ts';
import type { Subject } from './policy.ts';

/** What every question has, whatever it is about. */
export interface CallerView {
  readonly cosigner: string;
  readonly signerId: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface TransactionView extends CallerView {
  readonly request: TransactionRequest;
  readonly evidence: EvidenceKind | undefined;
  /** What the bytes do; undefined where there are no bytes or none were matched. */
  readonly facts: TransactionFacts | undefined;
  /** Of the request's asset, over all destinations. */
  readonly amount: Range | undefined;
  /** What the bytes pay in other assets than the request's, each over all recipients. */
  readonly otherAmounts: ReadonlyMap<string, Range>;
  readonly fee: Fee | undefined;
  readonly items: readonly DestinationView[];
  /** The address books that hold a (normalised) address which is no destination: a spender, an argument. */
  readonly booksOf: AddressBooks['booksOf'];
}

/** Where a value is not known exactly, the least and the most it can be. */
export interface Range {
  readonly low: Decimal;
  readonly high: Decimal;
}

export interface Fee {
  /** The asset in which the fee is paid. */
  readonly asset: string;
  readonly amount: Decimal;
}

export interface DestinationView {
  readonly type: string | undefined;
  readonly id: string | undefined;
  readonly addressType: string | undefined;
  /** Normalised. */
  readonly address: string | undefined;
  /** The address books that hold the address. */
  readonly books: readonly string[];
}

export interface ChangeView extends CallerView {
  readonly request: ConfigurationChangeRequest;
  readonly subType: string | undefined;
  readonly items: readonly ChangedAddressView[];
}

/** An address that the configuration change is about. */
export interface ChangedAddressView {
  readonly asset: string;
  /** Normalised. */
  readonly address: string;
  readonly books: readonly string[];
}

export function viewTransaction(
  { evidence, cosigner, now }: Subject,
  request: TransactionRequest,
  assets: AssetTable,
  books: AddressBooks,
): TransactionView {
  const facts = evidence.kind === 'bytes_matched' ? evidence.facts : undefined;
  return {
    request,
    cosigner,
    now,
    signerId: request.signerId,
    evidence: evidenceKindOf(evidence),
    facts,
    amount: facts === undefined ? declaredAmount(request) : provenAmount(facts, request.asset, assets),
    otherAmounts: otherAmounts(facts, request.asset, assets),
    fee: payableFee(request, facts, assets),
    items: [
      ...request.destinations.map((destination, i) => viewDestination(destination, i, request, facts, books)),
      ...undeclaredPayments(facts).map((payment) => viewRecipient(payment, books)),
    ],
    booksOf: books.booksOf,
  };
}

export function viewChange(
  { cosigner, now }: Subject,
  request: ConfigurationChangeRequest,
  books: AddressBooks,
): ChangeView {
  const { change } = request;
  const subType = change.shape === 'address' || change.shape === 'account' ? change.subType : undefined;
  const items = addressesOf(request).map(([asset, text]) => {
    const address = normaliseAddress(text);
    return { asset, address, books: books.booksOf(address) };
  });
  return { request, cosigner, now, signerId: request.signerId, subType, items };
}

function evidenceKindOf(evidence: Evidence): EvidenceKind | undefined {
  switch (evidence.kind) {
    case 'bytes_matched':
      return 'bytes_matched';
    case 'no_bytes':
      return evidence.why === 'approval_stage' ? 'none_at_approval' : evidence.why;
    case 'not_a_transaction':
      return undefined;
  }
}

/**
 * The sum over all destinations and the request's own amount are two statements about the same money. Where they
 * differ, a limit has to hold for both. A request without destinations (RAW, typed message) says nothing about money.
 */
function declaredAmount({ amount, destinations }: TransactionRequest): Range | undefined {
  const [first, ...others] = destinations;
  if (first === undefined) return undefined;
  const sum = others.reduce((total, destination) => addDecimals(total, destination.amount), first.amount);
  return compareDecimals(sum, amount) < 0 ? { low: sum, high: amount } : { low: amount, high: sum };
}

/** All payments in this asset: also those that no destination declares. */
function provenAmount({ payments }: TransactionFacts, asset: string, assets: AssetTable): Range | undefined {
  const decimals = assets.get(asset)?.decimals;
  if (decimals === undefined) return undefined;
  const units = payments
    .filter((payment) => payment.asset === asset)
    .reduce((sum, payment) => sum + payment.units, 0n);
  return exactly(fromBaseUnits(units, decimals));
}

/** An asset that no table has is one whose decimals nobody knows: its amount is told in base units. */
function otherAmounts(
  facts: TransactionFacts | undefined,
  declared: string,
  assets: AssetTable,
): ReadonlyMap<string, Range> {
  const others = (facts?.payments ?? []).filter(({ asset }) => asset !== declared);
  const totals = new Map<string, bigint>();
  for (const { asset, units } of others) totals.set(asset, (totals.get(asset) ?? 0n) + units);
  return new Map(
    [...totals].map(([asset, units]) => {
      const decimals = assets.get(asset)?.decimals ?? 0;
      return [asset, exactly(fromBaseUnits(units, decimals))];
    }),
  );
}

function exactly(amount: Decimal): Range {
  return { low: amount, high: amount };
}

/** From the bytes where they say it; else as declared, where it is known which asset the declaration is in. */
function payableFee(
  { asset, fee }: TransactionRequest,
  facts: TransactionFacts | undefined,
  assets: AssetTable,
): Fee | undefined {
  if (facts !== undefined) {
    const decimals = facts.fee && assets.get(facts.fee.asset)?.decimals;
    if (facts.fee === undefined || decimals === undefined) return undefined;
    return { asset: facts.fee.asset, amount: fromBaseUnits(facts.fee.units, decimals) };
  }
  const known = assets.get(asset);
  const payer = known && feeAssetOf(known);
  return fee === undefined || payer === undefined ? undefined : { asset: payer, amount: fee };
}

/** Recipients that only the bytes name: nothing is known of them but their address. */
function undeclaredPayments(facts: TransactionFacts | undefined): readonly Payment[] {
  return (facts?.payments ?? []).filter(({ destination }) => destination === undefined);
}

function viewRecipient({ to }: Payment, books: AddressBooks): DestinationView {
  return { type: undefined, id: undefined, addressType: undefined, address: to, books: books.booksOf(to) };
}

function viewDestination(
  destination: Destination,
  index: number,
  request: TransactionRequest,
  facts: TransactionFacts | undefined,
  books: AddressBooks,
): DestinationView {
  const alone = request.destinations.length === 1;
  const proven = facts?.payments.find((payment) => payment.destination === index)?.to;
  const address = proven ?? declaredAddress(destination, alone ? request.destAddress : undefined);
  const { id } = destination;
  return {
    type: agreed([destination.type, alone ? request.destination?.type : undefined]),
    // A one-time address has no id, and says so with an empty one. Anything else without an id is unknown.
    id:
      id === '' && destination.type !== 'ONE_TIME_ADDRESS'
        ? undefined
        : agreed([id, alone ? request.destination?.id : undefined]),
    addressType: agreed([destination.addressType, alone ? request.destAddressType : undefined]),
    address,
    books: address === undefined ? [] : books.booksOf(address),
  };
}

function declaredAddress(
  { address, displayAddress }: Destination,
  only: string | undefined,
): string | undefined {
  const spellings = [address, displayAddress, only].filter((text) => text !== undefined);
  return agreed(spellings.map(normaliseAddress));
}

/** The one value that all statements agree on; undefined when there is none or they disagree. */
function agreed(statements: readonly (string | undefined)[]): string | undefined {
  const [first, ...others] = statements.filter((statement) => statement !== undefined);
  return others.every((other) => other === first) ? first : undefined;
}

function addressesOf({
  change,
}: ConfigurationChangeRequest): readonly (readonly [asset: string, address: string])[] {
  switch (change.shape) {
    case 'address':
      return [[change.asset, change.address]];
    case 'account':
      return [...(change.addresses ?? [])];
    case 'network':
    case 'opaque':
      return [];
  }
}
