/**
 * Facts as JSON, for the audit row and for people: whole numbers of any size become text, and long lists are cut, since
 * the bytes themselves are kept with the row.
 */

import type { JsonObject, JsonValue } from '../lib/json.ts';
import type { Allowance, Call, Payment, TransactionFacts, TypedDataFact } from './facts.ts';

/** A row tells a reader what was done. */
export const maxDescribedItems = 20;
/** Arguments may be as large as the bytes. */
export const maxDescribedCharacters = 200;

export function describeFacts(facts: TransactionFacts): JsonObject {
  const { fee, typedData, feeRate, outputTypes, expiresAt } = facts;
  return {
    family: facts.family,
    ...facts.details,
    acts: facts.acts,
    ...some('digests', facts.digests, (digest) => digest),
    ...some('payments', facts.payments, describePayment),
    ...(fee && { fee: { asset: fee.asset, units: fee.units.toString() } }),
    ...some('calls', facts.calls, describeCall),
    ...some('allowances', facts.allowances, describeAllowance),
    ...(typedData && { typedData: describeTypedData(typedData) }),
    ...(feeRate !== undefined && { feeRate: feeRate.toString() }),
    ...(expiresAt !== undefined && { expiresAt: expiresAt.toString() }),
    ...(outputTypes && { outputTypes: outputTypes.slice(0, maxDescribedItems) }),
  };
}

/** The list's first items, and how many there are where that is more. */
function some<Item>(
  name: string,
  items: readonly Item[],
  describe: (item: Item) => JsonValue,
): Record<string, JsonValue> {
  if (items.length === 0) return {};
  const shown = items.slice(0, maxDescribedItems).map(describe);
  return items.length > shown.length ? { [name]: shown, [`${name}Count`]: items.length } : { [name]: shown };
}

function describePayment({ asset, to, units, destination, from }: Payment): JsonObject {
  return {
    asset,
    to,
    units: units.toString(),
    ...(destination !== undefined && { destination }),
    ...(from !== undefined && { from }),
  };
}

function describeCall({ to, selector, method, args, units, depth }: Call): JsonObject {
  return {
    to,
    selector,
    ...(method !== undefined && { method }),
    ...(args && {
      args: Object.fromEntries(
        args.slice(0, maxDescribedItems).map(({ name, value }) => [shorten(name), shorten(String(value))]),
      ),
    }),
    ...(units > 0n && { units: units.toString() }),
    ...(depth > 0 && { depth }),
  };
}

function describeAllowance({ asset, spender, units }: Allowance): JsonObject {
  return { asset, spender, units: units.toString() };
}

function describeTypedData({ domain, primaryType }: TypedDataFact): JsonObject {
  const { chainId, ...texts } = domain;
  return {
    primaryType: shorten(primaryType),
    ...Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, shorten(text)])),
    ...(chainId !== undefined && { chainId: chainId.toString() }),
  };
}

function shorten(text: string): string {
  return text.length > maxDescribedCharacters ? `${text.slice(0, maxDescribedCharacters)}...` : text;
}
