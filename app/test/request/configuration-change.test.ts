import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import type { Denial } from '../../src/decision/denial.ts';
import { maxAccountAddresses, maxJsonTextCharacters } from '../../src/request/limits.ts';
import { parseRequest } from '../../src/request/parse.ts';
import { type ConfigurationChangeRequest, configurationTypes } from '../../src/request/request.ts';
import { authentic, mustParse, type Wire } from '../helpers/requests.ts';

const wallet = {
  subType: 'EXTERNAL',
  walletName: 'Vendor',
  walletId: 'w-1',
  asset: 'ETH',
  address: '0xabc',
  tag: '7',
};
const account = {
  subType: 'KRAKEN',
  accountName: 'Trading',
  accountId: 'a-1',
  apiKey: 'k3y-0f-0thers',
  addresses: '{"BTC":"bc1q","ETH":"0xabc"}',
};

function change(type: unknown, extraInfo?: unknown): Wire {
  return { requestId: 'r-1', signerId: 's-1', type, extraInfo };
}

function parse(body: Wire | string): ConfigurationChangeRequest {
  const request = mustParse('configuration_change', body);
  assert.equal(request.kind, 'configuration_change');
  return request;
}

function denial(body: Wire | string): Denial {
  const parsed = parseRequest('configuration_change', authentic(body));
  assert.ok(!parsed.ok, 'accepted');
  assert.equal(parsed.error.requestId, 'r-1');
  return parsed.error.denial;
}

test('the whitelisting of an address is read whole', () => {
  assert.deepEqual(parse(change('UNMANAGED_WALLET', wallet)), {
    kind: 'configuration_change',
    stage: 'approval',
    requestId: 'r-1',
    signerId: 's-1',
    type: 'UNMANAGED_WALLET',
    known: true,
    change: { shape: 'address', ...wallet },
    unknownFields: [],
  });
});

for (const field of ['asset', 'address']) {
  test(`a whitelisting without ${field} is refused`, () => {
    assert.deepEqual(denial(change('UNMANAGED_WALLET', { ...wallet, [field]: undefined })), {
      reason: 'request_field_missing',
      detail: { field: `extraInfo.${field}` },
    });
    assert.deepEqual(denial(change('UNMANAGED_WALLET', { ...wallet, [field]: '' })).detail, {
      field: `extraInfo.${field}`,
      problem: 'empty',
    });
  });
}

for (const field of ['subType', 'walletName', 'asset', 'address', 'tag']) {
  test(`a whitelisting whose ${field} is no text is refused`, () => {
    assert.deepEqual(denial(change('UNMANAGED_WALLET', { ...wallet, [field]: 7 })), {
      reason: 'request_field_invalid',
      detail: { field: `extraInfo.${field}`, problem: 'not_text' },
    });
  });
}

test('a wallet id that is an object is not understood and listed as unknown', () => {
  const { change: read, unknownFields } = parse(
    change('UNMANAGED_WALLET', { ...wallet, walletId: { id: 'w' } }),
  );
  assert.equal(read.shape === 'address' && read.walletId, undefined);
  assert.deepEqual(unknownFields, ['extraInfo.walletId']);
});

for (const type of ['EXCHANGE', 'FIAT_ACCOUNT']) {
  test(`${type} is read with its map of addresses`, () => {
    assert.deepEqual(parse(change(type, account)).change, {
      shape: 'account',
      subType: 'KRAKEN',
      accountName: 'Trading',
      accountId: 'a-1',
      addresses: new Map([
        ['BTC', 'bc1q'],
        ['ETH', '0xabc'],
      ]),
    });
  });

  test(`the third party's API key in ${type} is in no part of the request, nor is it an unknown field`, () => {
    const request = parse(change(type, account));
    const shown = inspect(request, { depth: Infinity, showHidden: true });
    assert.ok(!shown.includes('k3y-0f-0thers'), shown);
    assert.ok(!shown.includes('apiKey'), shown);
    assert.deepEqual(request.unknownFields, []);
  });

  test(`${type} may come without addresses`, () => {
    const read = parse(change(type, { ...account, addresses: undefined })).change;
    assert.equal(read.shape === 'account' && read.addresses, undefined);
  });
}

const badAddresses: readonly (readonly [string, unknown, string])[] = [
  ['an object instead of text', { BTC: 'bc1q' }, 'not_text'],
  ['no JSON', 'BTC=bc1q', 'json_malformed'],
  ['an asset that comes twice', '{"BTC":"a","BTC":"b"}', 'json_duplicate_member'],
  ['a __proto__', '{"__proto__":"a"}', 'json_forbidden_member'],
  ['a list', '["BTC"]', 'not_an_object'],
  ['a number for an address', '{"BTC":1}', 'not_text'],
  ['more text than allowed', JSON.stringify({ BTC: 'x'.repeat(maxJsonTextCharacters) }), 'too_long'],
];
for (const [what, addresses, problem] of badAddresses) {
  test(`addresses with ${what} are refused: ${problem}`, () => {
    assert.deepEqual(denial(change('EXCHANGE', { ...account, addresses })), {
      reason: 'request_field_invalid',
      detail: { field: 'extraInfo.addresses', problem },
    });
  });
}

test('as many addresses as allowed are read and one more is refused', () => {
  const make = (count: number) =>
    JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, i) => [`A${i}`, 'x'])));
  parse(change('EXCHANGE', { ...account, addresses: make(maxAccountAddresses) }));
  assert.deepEqual(denial(change('EXCHANGE', { ...account, addresses: make(maxAccountAddresses + 1) })), {
    reason: 'request_too_many_items',
    detail: { field: 'extraInfo.addresses', problem: `more_than_${maxAccountAddresses}` },
  });
});

const routingPolicy = '{"crypto":{"scheme":"DEFAULT"}}';
const networks: readonly (readonly [string, Wire, Wire])[] = [
  [
    'ADD_NETWORK_CONNECTION',
    { networkConnectionId: 'c', note: 'n', localNetworkID: 'l', remoteTenantID: 't', routingPolicy },
    { shape: 'network', connectionId: 'c', networkId: 'l', remoteTenantId: 't', note: 'n', routingPolicy },
  ],
  [
    'SET_NETWORK_CONNECTION_ROUTING_POLICY',
    { connectionId: 'c', routingPolicy },
    { shape: 'network', connectionId: 'c', routingPolicy },
  ],
  [
    'SET_NETWORK_ID_POLICY',
    { networkID: 'l', routingPolicy },
    { shape: 'network', networkId: 'l', routingPolicy },
  ],
];
for (const [type, extraInfo, expected] of networks) {
  test(`${type} is read whole`, () => {
    const request = parse(change(type, extraInfo));
    assert.deepEqual(request.change, expected);
    assert.deepEqual(request.unknownFields, []);
  });
  for (const field of Object.keys(extraInfo)) {
    test(`${type} whose ${field} is no text is refused`, () => {
      assert.deepEqual(denial(change(type, { ...extraInfo, [field]: 7 })).detail, {
        field: `extraInfo.${field}`,
        problem: 'not_text',
      });
    });
    test(`${type} may come without ${field}`, () => {
      assert.equal(parse(change(type, { ...extraInfo, [field]: undefined })).change.shape, 'network');
    });
  }
  test(`${type} with a routing policy that is not JSON is refused`, () => {
    assert.deepEqual(denial(change(type, { ...extraInfo, routingPolicy: '{' })).detail, {
      field: 'extraInfo.routingPolicy',
      problem: 'json_malformed',
    });
  });
}

test('a field of another network type is unknown', () => {
  const { unknownFields } = parse(change('SET_NETWORK_ID_POLICY', { networkID: 'l', connectionId: 'c' }));
  assert.deepEqual(unknownFields, ['extraInfo.connectionId']);
});

const documented = configurationTypes.filter(
  (type) => parse(change(type, { asset: 'ETH', address: 'x' })).change.shape !== 'opaque',
);

test('six types have documented fields', () => {
  assert.deepEqual(documented, [
    'UNMANAGED_WALLET',
    'EXCHANGE',
    'FIAT_ACCOUNT',
    'ADD_NETWORK_CONNECTION',
    'SET_NETWORK_CONNECTION_ROUTING_POLICY',
    'SET_NETWORK_ID_POLICY',
  ]);
});

for (const type of documented) {
  test(`${type} without extraInfo is refused`, () => {
    assert.deepEqual(denial(change(type)), {
      reason: 'request_field_missing',
      detail: { field: 'extraInfo' },
    });
  });
  test(`${type} with an extraInfo that is no object is refused`, () => {
    for (const extraInfo of ['{}', [], 1]) {
      assert.deepEqual(denial(change(type, extraInfo)).detail, {
        field: 'extraInfo',
        problem: 'not_an_object',
      });
    }
  });
}

for (const type of configurationTypes.filter((candidate) => !documented.includes(candidate))) {
  test(`${type} is known, and what it says is not looked into`, () => {
    const request = parse(change(type, { apiKey: 'k3y', anything: [1] }));
    assert.equal(request.known, true);
    assert.deepEqual(request.change, { shape: 'opaque' });
    assert.deepEqual(request.unknownFields, []);
  });
}

for (const type of ['BUSINESS_CONTINUITY', 'unmanaged_wallet', 'UNMANAGED_V2', 'constructor', '__proto__']) {
  test(`the type ${type} is unknown, and is read all the same`, () => {
    const request = parse(change(type, 'whatever'));
    assert.equal(request.known, false);
    assert.equal(request.type, type);
    assert.deepEqual(request.change, { shape: 'opaque' });
  });
}

test('a change without a type or a signer is refused', () => {
  assert.deepEqual(denial(change(undefined)).detail, { field: 'type' });
  assert.deepEqual(denial(change(7)).detail, { field: 'type', problem: 'not_text' });
  assert.deepEqual(denial({ ...change('ADD_USER'), signerId: undefined }).reason, 'signer_missing');
});

test('unknown fields beside and inside extraInfo are listed', () => {
  const body = { ...change('UNMANAGED_WALLET', { ...wallet, blockchain: 'x' }), deviceId: 'd' };
  assert.deepEqual(parse(body).unknownFields, ['deviceId', 'extraInfo.blockchain']);
});
