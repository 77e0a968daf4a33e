/**
 * Requests with a valid signature that must not be approved: objects that cannot be read without doubt, and bytes that
 * are not what the fields say. Each is a permitted transfer with one fault; `reason` is what the handler's log says.
 */

import type { JsonObject } from '../../src/lib/json.ts';
import { unknownAddress } from '../../src/simulator/defaults.ts';
import * as sentences from '../../src/simulator/handler-sentences.ts';
import { serialise } from '../../src/simulator/serialise.ts';
import { buildTransfer, type Transfer } from '../../src/simulator/transfer.ts';

export interface DishonestRequest {
  readonly name: string;
  readonly text: (honest: Transfer) => string;
  readonly reason: string;
  /** Members that the logged detail must have. */
  readonly detail?: Readonly<Record<string, unknown>>;
  /** Undefined where the request has no id that could be echoed: HTTP 400 and an empty body. */
  readonly sentence: string | undefined;
}

/** JSON nested too deep is never parsed, and an id that is none cannot be repeated: no answer can be signed. */
const noAnswer = undefined;

export const unreadableRequests: readonly DishonestRequest[] = [
  ...ambiguous('json_duplicate_member', {
    'a duplicate key': (text) => `${text.slice(0, -1)},"amountStr":"50"}`,
    'a duplicate key spelled with an escape': (text) => `${text.slice(0, -1)},"amount\\u0053tr":"50"}`,
    'a duplicate key inside a destination': (text) =>
      text.replace('"amountNativeStr"', '"amountNativeStr":"50","amountNativeStr"'),
  }),
  ...ambiguous('json_forbidden_member', {
    'a __proto__ member': (text) => text.replace('{', '{"__proto__":{"operation":"TRANSFER"},'),
    'a __proto__ member spelled with an escape': (text) =>
      text.replace('{', '{"\\u005f_proto__":{"operation":"TRANSFER"},'),
  }),
  ...ambiguous('json_lone_surrogate', {
    'a lone surrogate in a text': (text) => text.replace('{', '{"externalTxId":"\\ud800",'),
    'a lone surrogate in a name': (text) => text.replace('{', '{"\\udc00":1,'),
  }),
  ...invalid('amountStr', 'not_text', { 'a number for an amount': 0.01 }),
  ...invalid('amountStr', 'not_a_plain_decimal', {
    'a negative amount': '-0.01',
    'an amount with an exponent': '1e-2',
    'a hexadecimal amount': '0x2386f26fc10000',
    'an amount with a sign': '+0.01',
    'an amount with a space': ' 0.01',
  }),
  ...invalid('amountStr', 'decimal_too_long', { 'an amount of 121 digits': '1'.repeat(121) }),
  ...invalid('fee', 'not_a_plain_decimal', { 'a negative fee': '-0.1', 'a fee with an exponent': '1e3' }),
  ...invalid('amount', 'not_a_finite_number', { 'a negative float': -1, 'a text for a float': '0.01' }),
  ...invalid('sourceId', 'not_text', { 'a number for a source id': 0 }),
  ...invalid('destAddress', 'not_text', { 'a list for an address': ['0x00'] }),
  {
    name: 'a float without end',
    text: (honest) => serialise(buildTransfer(honest)).replace('"amount":0.01000000', '"amount":1e999'),
    reason: 'request_field_invalid',
    detail: { field: 'amount', problem: 'not_a_finite_number' },
    sentence: sentences.notUnderstood,
  },
  {
    name: '10,000 destinations',
    text: (honest) => serialise({ ...buildTransfer(honest), destinations: Array(10_000).fill({}) }),
    reason: 'request_too_many_items',
    detail: { field: 'destinations', problem: 'more_than_1000' },
    sentence: sentences.notUnderstood,
  },
  {
    name: '1,001 good destinations',
    text: (honest) => withDestinations(honest, 1_001),
    reason: 'request_too_many_items',
    detail: { field: 'destinations' },
    sentence: sentences.notUnderstood,
  },
  {
    name: '1,000 good destinations, which one transfer cannot pay',
    text: (honest) => withDestinations(honest, 1_000),
    reason: 'transaction_entry_count',
    detail: { field: 'destinations', declared: 1, found: 1_000 },
    sentence: sentences.bytesDiffer,
  },
  {
    name: 'an unknown operation',
    text: (honest) => serialise({ ...buildTransfer(honest), operation: 'TELEPORT' }),
    reason: 'request_value_unknown',
    detail: { field: 'operation', found: 'TELEPORT' },
    sentence: sentences.notUnderstood,
  },
  {
    name: 'nesting 10,000 deep',
    text: (honest) => nested(honest, 10_000),
    reason: 'request_ambiguous',
    detail: { problem: 'json_too_deep' },
    sentence: noAnswer,
  },
  {
    name: 'nesting one deeper than allowed',
    text: (honest) => nested(honest, 32),
    reason: 'request_ambiguous',
    detail: { problem: 'json_too_deep' },
    sentence: noAnswer,
  },
  ...noId('request_id_invalid', {
    'a request id of 10 kB': '"'.concat('a'.repeat(10_000), '"'),
    'a request id of 257 characters': `"${'a'.repeat(257)}"`,
    'a request id with a line feed': '"a\\nb"',
    'a request id with a NUL': '"a\\u0000b"',
    'a request id with an escape sequence for terminals': '"\\u001b[2Ja"',
    'a request id with a right-to-left override': '"a\\u202eb"',
    'a number for a request id': '7',
  }),
  ...noId('request_field_missing', { 'no request id': 'null' }),
  {
    name: 'an object that is a list',
    text: () => '[]',
    reason: 'request_not_json',
    detail: { problem: 'not_an_object' },
    sentence: noAnswer,
  },
  {
    name: 'an object that is cut off',
    text: (honest) => serialise(buildTransfer(honest)).slice(0, -1),
    reason: 'request_not_json',
    detail: { problem: 'json_malformed' },
    sentence: noAnswer,
  },
];

/** Each tells one lie about its bytes. */
export const lyingRequests: readonly DishonestRequest[] = [
  {
    name: 'no rawTx at signing',
    text: (honest) => {
      const { rawTx: _left, ...rest } = buildTransfer(honest);
      return serialise(rest);
    },
    reason: 'policy_no_permit',
    sentence: sentences.notPermitted,
  },
  lie('another digest', 'transaction_digest_mismatch', { rawEntry: { payload: 'ab'.repeat(32) } }),
  lie('no digest', 'transaction_digest_missing', { rawEntry: { payload: null } }),
  lie('another chain', 'transaction_chain_mismatch', { bytes: { chainId: 1n } }),
  lie('another destination', 'transaction_destination_mismatch', { bytes: { to: unknownAddress } }),
  lie('one wei more', 'transaction_amount_mismatch', { bytes: { valueWei: 10_000_000_000_000_001n } }),
  lie('one wei less', 'transaction_amount_mismatch', { bytes: { valueWei: 9_999_999_999_999_999n } }),
  lie('a larger fee', 'transaction_fee_mismatch', { bytes: { maxFeePerGasWei: 28_000_000_001n } }),
  lie('a call of a contract', 'transaction_data_unexpected', { bytes: { data: '0xa9059cbb' } }),
  lie('the key of another vault', 'transaction_derivation_path_mismatch', {
    rawEntry: { keyDerivationPath: '[ 44, 1, 9, 0, 0 ]' },
  }),
  lie('bytes that are no hexadecimal', 'transaction_bytes_malformed', { rawEntry: { rawTx: '0x02' } }),
];

/** `levels` of nesting around the innermost list, one of which is the request itself. */
export function nested(honest: Transfer, levels: number): string {
  const text = serialise(buildTransfer(honest));
  return text.replace('{', `{"deep":${'['.repeat(levels)}${']'.repeat(levels)},`);
}

function withDestinations(honest: Transfer, count: number): string {
  const request = buildTransfer(honest);
  const { destinations } = request;
  assert(Array.isArray(destinations));
  return serialise({ ...request, destinations: Array(count).fill(destinations[0]) });
}

function assert(holds: boolean): asserts holds {
  if (!holds) throw new Error('a transfer has destinations');
}

function ambiguous(
  problem: string,
  cases: Readonly<Record<string, (text: string) => string>>,
): readonly DishonestRequest[] {
  return Object.entries(cases).map(([name, change]) => ({
    name,
    text: (honest) => change(serialise(buildTransfer(honest))),
    reason: 'request_ambiguous',
    detail: { problem },
    sentence: sentences.notUnderstood,
  }));
}

function invalid(
  field: string,
  problem: string,
  cases: Readonly<Record<string, JsonObject[string]>>,
): readonly DishonestRequest[] {
  return Object.entries(cases).map(([name, value]) => ({
    name,
    text: (honest) => serialise({ ...buildTransfer(honest), [field]: value }),
    reason: 'request_field_invalid',
    detail: { field, problem },
    sentence: sentences.notUnderstood,
  }));
}

function noId(reason: string, cases: Readonly<Record<string, string>>): readonly DishonestRequest[] {
  return Object.entries(cases).map(([name, literal]) => ({
    name,
    text: (honest) =>
      serialise(buildTransfer(honest)).replace(/"requestId":"[^"]*"/, `"requestId":${literal}`),
    reason,
    detail: { field: 'requestId' },
    sentence: noAnswer,
  }));
}

function lie(name: string, reason: string, changes: Partial<Transfer>): DishonestRequest {
  return {
    name: `rawTx with ${name}`,
    text: (honest) => serialise(buildTransfer({ ...honest, ...changes })),
    reason,
    sentence: sentences.bytesDiffer,
  };
}
