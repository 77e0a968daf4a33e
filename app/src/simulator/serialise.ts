/**
 * The request object as text, spelled as a real co-signer spells it (captured tokens): no white space, members in the
 * order they were built, amounts as numbers with exactly eight decimals. Amounts are found by name, because a number
 * in JavaScript does not remember how it was written.
 */

import type { JsonValue } from '../lib/json.ts';

const amountMembers: ReadonlySet<string> = new Set([
  'amount',
  'requestedAmount',
  'amountNative',
  'amountUSD',
]);

export function serialise(request: JsonValue): string {
  return text(request, '');
}

function text(value: JsonValue, name: string): string {
  if (typeof value === 'number' && amountMembers.has(name)) return value.toFixed(8);
  if (isList(value)) return `[${value.map((item) => text(item, '')).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${text(item, key)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value);
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
