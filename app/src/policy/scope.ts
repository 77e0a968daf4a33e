/**
 * What a limit counts apart: one counter for each source, destination, asset and so on that its `per` names, or one for
 * everything. Ids are those that both stages tell, so that a transaction is found under the same counter at signing.
 */

import { compareDecimals, type Decimal, parseDecimal } from '../lib/decimal.ts';
import type { Destination } from '../request/request.ts';
import { type Payment, sumOf } from './measure.ts';
import type { DestinationView, TransactionView } from './view.ts';

export const scopeKeys = [
  'source',
  'destination',
  'asset',
  'operation',
  'signer_id',
  'cosigner',
  'rule',
] as const;
export type ScopeKey = (typeof scopeKeys)[number];

/** A payment with what it counts under. */
export interface ScopedPayment {
  /** Such as `source VAULT:0, asset ETH`; empty for everything. Undefined where a part of it is not known. */
  readonly scope: string | undefined;
  readonly payment: Payment;
}

/** `rules`: the permits through which the request goes and which name the limit; counted apart where `per` says rule. */
export function scopePayments(
  per: readonly ScopeKey[],
  view: TransactionView,
  rules: readonly string[],
): readonly ScopedPayment[] {
  const payments = per.includes('destination')
    ? paymentsByPlace(view)
    : [{ place: '', payment: wholePayment(view) }];
  const names = per.includes('rule') ? rules : [''];
  return payments.flatMap(({ place, payment }) =>
    names.map((rule) => ({ scope: describe(per, view, place, rule), payment })),
  );
}

/** Where each payment goes, and how much; one for each place. Undefined where the request does not say it clearly. */
export function paymentsByPlace(
  view: TransactionView,
): readonly { readonly place: string | undefined; readonly payment: Payment }[] {
  const { request, items } = view;
  const alone = request.destinations.length === 1;
  const whole = wholePayment(view);
  if (request.destinations.length === 0) return [{ place: undefined, payment: whole }];
  const byPlace = new Map<string | undefined, Payment[]>();
  for (const [i, destination] of request.destinations.entries()) {
    const place = placeOf(items[i]);
    const payment = alone
      ? whole
      : { asset: request.asset, amount: destination.amount, usd: usdOf(destination) };
    byPlace.set(place, [...(byPlace.get(place) ?? []), payment]);
  }
  return Array.from(byPlace, ([place, payments]) => ({
    place,
    payment: {
      asset: request.asset,
      amount: sumOf(payments.map(({ amount }) => amount)),
      usd: sumOf(payments.map(({ usd }) => usd)),
    },
  }));
}

function wholePayment({ request, amount }: TransactionView): Payment {
  const { asset, destinations } = request;
  const usd = destinations.length === 0 ? undefined : sumOf(destinations.map(usdOf));
  return { asset, amount: amount?.high, usd };
}

/** More digits than the co-signer prints. */
const usdDecimals = 8;
const nothing: Decimal = { units: 0n, scale: 0 };

/** A price of zero for some amount is how an unpriced asset may look. */
function usdOf({ amount, amountUsd }: Destination): Decimal | undefined {
  const value = amountUsd === undefined ? undefined : parseDecimal(amountUsd.toFixed(usdDecimals));
  if (value?.ok !== true) return undefined;
  const unpriced = compareDecimals(value.value, nothing) === 0 && compareDecimals(amount, nothing) > 0;
  return unpriced ? undefined : value.value;
}

/** A wallet by its id, which both stages tell; a one-time address by itself. */
function placeOf(item: DestinationView | undefined): string | undefined {
  if (item?.type === undefined) return undefined;
  if (item.id) return `${item.type}:${item.id}`;
  return item.address;
}

function describe(
  per: readonly ScopeKey[],
  view: TransactionView,
  place: string | undefined,
  rule: string,
): string | undefined {
  const parts: string[] = [];
  for (const key of per) {
    const value = scopeValue(key, view, place, rule);
    if (value === undefined) return undefined;
    parts.push(`${key} ${value}`);
  }
  return parts.join(', ');
}

function scopeValue(
  key: ScopeKey,
  { request, cosigner, signerId }: TransactionView,
  place: string | undefined,
  rule: string,
): string | undefined {
  switch (key) {
    case 'source':
      return `${request.source.type}:${request.source.id}`;
    case 'destination':
      return place;
    case 'asset':
      return request.asset;
    case 'operation':
      return request.operation;
    case 'signer_id':
      return signerId;
    case 'cosigner':
      return cosigner;
    case 'rule':
      return rule;
  }
}
