import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Denial } from '../../src/decision/denial.ts';
import {
  maxAddressCharacters,
  maxDestinations,
  maxDigestCharacters,
  maxIdCharacters,
  maxNameCharacters,
  maxNoteCharacters,
  maxPlayers,
  maxRawTransactionCharacters,
  maxRawTransactions,
  maxTagCharacters,
  maxUnknownFieldCharacters,
  maxUnknownFields,
} from '../../src/request/limits.ts';
import { parseRequest } from '../../src/request/parse.ts';
import { operations } from '../../src/request/request.ts';
import {
  authentic,
  ethereumSample,
  mustParseTransaction,
  readVector,
  sampleSigner,
  sampleWith,
  sampleWithDestination,
  sampleWithRaw,
  type Wire,
} from '../helpers/requests.ts';

const approval: { text: string } = JSON.parse(readVector('approval-request.json'));

function denial(body: string | Wire): Denial {
  const parsed = parseRequest('transaction', authentic(body));
  assert.ok(!parsed.ok, 'accepted');
  return parsed.error.denial;
}

test('every field of the published signing sample is read', () => {
  const { actionInfo } = ethereumSample().payload.destinations[0] ?? {};
  assert.deepEqual(mustParseTransaction(ethereumSample().payload), {
    kind: 'transaction',
    stage: 'signing',
    requestId: '9c794cee-7e27-46c9-9e9a-ed68295ff06b',
    signerId: sampleSigner,
    txId: '9c794cee-7e27-46c9-9e9a-ed68295ff06b',
    externalTxId: undefined,
    operation: 'TRANSFER',
    source: { type: 'VAULT', id: '0' },
    destination: { type: 'VAULT', id: '1' },
    asset: 'ETH',
    amount: { units: 1n, scale: 2 },
    requestedAmount: { units: 1n, scale: 2 },
    fee: { units: 597803762241n, scale: 15 },
    destAddressType: 'WHITELISTED',
    destAddress: '0x5dC69B1Fbb13Bafd09af88a782F0F285772Ad5f8',
    destinations: [
      {
        type: 'VAULT',
        id: '1',
        name: 'Network Deposits',
        subType: undefined,
        walletId: undefined,
        amount: { units: 1n, scale: 2 },
        amountUsd: 18.74292937,
        addressType: 'WHITELISTED',
        address: undefined,
        displayAddress: '0x5dC69B1Fbb13Bafd09af88a782F0F285772Ad5f8',
        tag: undefined,
        displayTag: undefined,
        action: 'ALLOW',
        actionInfo,
        authorizationGroups: undefined,
      },
    ],
    extraParameters: undefined,
    rawTransactions: [
      {
        bytes: ethereumSample().payload.rawTx[0]?.['rawTx'],
        payload: '77b4e74099ce90c08503c0e0bb6e672dbe1c5e3e127ce333bf22eb581cd3f6ce',
        keyDerivationPath: [44, 60, 0, 0, 0],
        algorithm: undefined,
      },
    ],
    players: [
      '21926ecc-4a8a-4614-bbac-7c591aa7efdd',
      '27900737-46f6-4097-a169-d0ff45649ed5',
      'f89cac50-c656-4e74-879f-041aff8d01b5',
    ],
    note: undefined,
    unknownFields: [],
  });
});

test('every field of the captured approval request is read, and none of them is unknown', () => {
  const request = mustParseTransaction(approval.text);
  assert.equal(request.stage, 'approval');
  assert.equal(request.signerId, 'b32dcef4-69e8-42e7-aafb-2f58f92d5bfe');
  assert.deepEqual(request.source, { type: 'VAULT', id: '1' });
  assert.deepEqual(request.destination, { type: 'ONE_TIME_ADDRESS', id: '' });
  assert.equal(request.asset, 'ETH_TEST5');
  assert.deepEqual(request.amount, { units: 1n, scale: 3 });
  assert.equal(request.destAddress, '0x28A31343d7d700c4CA50bBE223555f57c9a97506');
  assert.equal(request.destAddressType, undefined);
  assert.equal(request.note, 'GOAT L2 SD!');
  assert.equal(request.fee, undefined);
  assert.equal(request.rawTransactions, undefined);
  assert.deepEqual(request.extraParameters, { securityEnrichment: {} });
  const [destination] = request.destinations;
  assert.equal(destination?.type, 'ONE_TIME_ADDRESS');
  assert.equal(destination?.addressType, 'ONE_TIME');
  assert.equal(destination?.amountUsd, 2.37203486);
  assert.equal(destination?.tag, "let's gooo");
  assert.equal(destination?.displayTag, "let's gooo");
  assert.equal(destination?.action, '2-TIER');
  assert.equal(destination?.authorizationGroups?.['logic'], 'OR');
  assert.deepEqual(request.unknownFields, []);
});

test('every operation of the closed set is read', () => {
  for (const operation of operations) {
    assert.equal(mustParseTransaction(sampleWith({ operation })).operation, operation);
  }
});

const optional = [
  'externalTxId',
  'requestedAmountStr',
  'fee',
  'destAddressType',
  'destAddress',
  'destinations',
  'extraParameters',
  'rawTx',
  'players',
  'note',
  'amount',
  'requestedAmount',
];
for (const field of optional) {
  test(`${field} may be left out or null, which is the same`, () => {
    const without = mustParseTransaction(sampleWith({ [field]: undefined }));
    assert.deepEqual(mustParseTransaction(sampleWith({ [field]: null })), without);
  });
}

for (const field of ['externalTxId', 'destAddressType', 'destAddress', 'note']) {
  test(`${field} may be empty, which says as little as leaving it out`, () => {
    const without = mustParseTransaction(sampleWith({ [field]: undefined }));
    assert.deepEqual(mustParseTransaction(sampleWith({ [field]: '' })), without);
  });
}

const required = ['txId', 'operation', 'sourceType', 'sourceId', 'destType', 'destId', 'asset', 'amountStr'];
for (const field of required) {
  for (const value of [undefined, null]) {
    test(`${field} ${value === null ? 'as null' : 'left out'} is missing`, () => {
      assert.deepEqual(denial(sampleWith({ [field]: value })), {
        reason: 'request_field_missing',
        detail: { field },
      });
    });
  }
}

for (const field of ['dstType', 'dstId', 'amountNativeStr']) {
  test(`${field} left out of a destination is missing`, () => {
    assert.deepEqual(denial(sampleWithDestination({ [field]: undefined })), {
      reason: 'request_field_missing',
      detail: { field: `destinations[0].${field}` },
    });
  });
}

test('a raw transaction without its bytes is refused', () => {
  assert.deepEqual(denial(sampleWithRaw({ rawTx: undefined })), {
    reason: 'request_field_missing',
    detail: { field: 'rawTx[0].rawTx' },
  });
});

test('a request that names no signer is refused by that name', () => {
  assert.deepEqual(denial(sampleWith({ signerId: undefined })), { reason: 'signer_missing', detail: {} });
  assert.deepEqual(denial(sampleWith({ signerId: null })), { reason: 'signer_missing', detail: {} });
  assert.deepEqual(denial(sampleWith({ signerId: '' })), {
    reason: 'request_field_invalid',
    detail: { field: 'signerId', problem: 'empty' },
  });
});

for (const field of ['destType', 'destId']) {
  test(`an operation without a destination must not have half of one: only ${field} missing`, () => {
    assert.deepEqual(denial(sampleWith({ operation: 'RAW', [field]: undefined })).detail, { field });
  });
}

for (const operation of ['RAW', 'TYPED_MESSAGE', 'PROGRAM_CALL']) {
  test(`${operation} needs no destination`, () => {
    const body = sampleWith({ operation, destType: undefined, destId: undefined, destinations: undefined });
    const request = mustParseTransaction(body);
    assert.equal(request.destination, undefined);
    assert.deepEqual(request.destinations, []);
  });
}

test('CONTRACT_CALL needs a destination: the contract', () => {
  const body = sampleWith({ operation: 'CONTRACT_CALL', destType: undefined, destId: undefined });
  assert.deepEqual(denial(body), { reason: 'request_field_missing', detail: { field: 'destType' } });
});

const texts: readonly (readonly [string, number])[] = [
  ['txId', maxIdCharacters],
  ['signerId', maxIdCharacters],
  ['sourceId', maxIdCharacters],
  ['destId', maxIdCharacters],
  ['asset', maxIdCharacters],
  ['externalTxId', maxIdCharacters],
  ['destAddress', maxAddressCharacters],
  ['note', maxNoteCharacters],
];
const destinationTexts: readonly (readonly [string, number])[] = [
  ['dstId', maxIdCharacters],
  ['dstName', maxNameCharacters],
  ['dstSubType', maxNameCharacters],
  ['dstWalletId', maxIdCharacters],
  ['dstAddress', maxAddressCharacters],
  ['displayDstAddress', maxAddressCharacters],
  ['dstTag', maxTagCharacters],
  ['displayDstTag', maxTagCharacters],
  ['action', maxNameCharacters],
];
const rawTexts: readonly (readonly [string, number])[] = [
  ['rawTx', maxRawTransactionCharacters],
  ['payload', maxDigestCharacters],
  ['algorithm', maxNameCharacters],
];
const allTexts = [
  ...texts.map(([field, max]) => ({ field, max, path: field, change: sampleWith })),
  ...destinationTexts.map(([field, max]) => ({
    field,
    max,
    path: `destinations[0].${field}`,
    change: sampleWithDestination,
  })),
  ...rawTexts.map(([field, max]) => ({ field, max, path: `rawTx[0].${field}`, change: sampleWithRaw })),
];
for (const { field, max, path, change } of allTexts) {
  test(`${path} may have ${max} characters and not one more`, () => {
    mustParseTransaction(change({ [field]: 'a'.repeat(max) }));
    assert.deepEqual(denial(change({ [field]: 'a'.repeat(max + 1) })), {
      reason: 'request_field_invalid',
      detail: { field: path, problem: 'too_long' },
    });
  });
  for (const value of [1, true, {}, ['a']]) {
    test(`${path} as ${JSON.stringify(value)} is no text`, () => {
      assert.deepEqual(denial(change({ [field]: value })), {
        reason: 'request_field_invalid',
        detail: { field: path, problem: 'not_text' },
      });
    });
  }
}

for (const field of ['txId', 'signerId', 'sourceId', 'destId', 'asset']) {
  test(`${field} must be printable ASCII`, () => {
    mustParseTransaction(sampleWith({ [field]: ' ~' }));
    for (const value of ['a\nb', 'a\u007f', 'é', '１']) {
      assert.deepEqual(denial(sampleWith({ [field]: value })), {
        reason: 'request_field_invalid',
        detail: { field, problem: 'not_printable_ascii' },
      });
    }
  });
}

for (const field of ['txId', 'sourceId', 'asset']) {
  test(`${field} must not be empty`, () => {
    assert.deepEqual(denial(sampleWith({ [field]: '' })).detail, { field, problem: 'empty' });
  });
}

const members: readonly (readonly [string, (changes: Wire) => Wire, string])[] = [
  ['operation', sampleWith, 'operation'],
  ['sourceType', sampleWith, 'sourceType'],
  ['destType', sampleWith, 'destType'],
  ['destAddressType', sampleWith, 'destAddressType'],
  ['dstType', sampleWithDestination, 'destinations[0].dstType'],
  ['dstAddressType', sampleWithDestination, 'destinations[0].dstAddressType'],
];
for (const [field, change, path] of members) {
  for (const found of ['SOMETHING_NEW', 'transfer', 'vault', 'VAULT ', 'VAULT_ACCOUNT', 'constructor']) {
    test(`${path} as ${JSON.stringify(found)} is unknown`, () => {
      assert.deepEqual(denial(change({ [field]: found })), {
        reason: 'request_value_unknown',
        detail: { field: path, found },
      });
    });
  }
}

test('an unknown member is shown up to a limit', () => {
  assert.equal(denial(sampleWith({ operation: 'X'.repeat(200) })).detail['found'], 'X'.repeat(64));
});

const amounts: readonly (readonly [string, (changes: Wire) => Wire, string])[] = [
  ['amountStr', sampleWith, 'amountStr'],
  ['requestedAmountStr', sampleWith, 'requestedAmountStr'],
  ['fee', sampleWith, 'fee'],
  ['amountNativeStr', sampleWithDestination, 'destinations[0].amountNativeStr'],
];
const badAmounts: readonly (readonly [unknown, string])[] = [
  ['-1', 'not_a_plain_decimal'],
  ['1e3', 'not_a_plain_decimal'],
  ['0x10', 'not_a_plain_decimal'],
  ['', 'not_a_plain_decimal'],
  ['1,5', 'not_a_plain_decimal'],
  ['NaN', 'not_a_plain_decimal'],
  [`0.${'1'.repeat(200)}`, 'decimal_too_long'],
  [0.01, 'not_text'],
  [0, 'not_text'],
  [{}, 'not_text'],
];
for (const [field, change, path] of amounts) {
  for (const [value, problem] of badAmounts) {
    test(`${path} as ${JSON.stringify(value).slice(0, 20)} is refused: ${problem}`, () => {
      assert.deepEqual(denial(change({ [field]: value })), {
        reason: 'request_field_invalid',
        detail: { field: path, problem },
      });
    });
  }
}

const numbers: readonly (readonly [string, (changes: Wire) => Wire, string])[] = [
  ['amount', sampleWith, 'amount'],
  ['requestedAmount', sampleWith, 'requestedAmount'],
  ['amountNative', sampleWithDestination, 'destinations[0].amountNative'],
  ['amountUSD', sampleWithDestination, 'destinations[0].amountUSD'],
];
for (const [field, change, path] of numbers) {
  for (const value of ['1', -0.01, true, {}]) {
    test(`${path} as ${JSON.stringify(value)} is refused`, () => {
      assert.deepEqual(denial(change({ [field]: value })), {
        reason: 'request_field_invalid',
        detail: { field: path, problem: 'not_a_finite_number' },
      });
    });
  }
  test(`${path} beyond all numbers is refused`, () => {
    const text = JSON.stringify(change({ [field]: 424_242 })).replace('424242', '1e999');
    assert.deepEqual(denial(text).detail, { field: path, problem: 'not_a_finite_number' });
  });
}

test('the deprecated numbers decide nothing', () => {
  const { amount } = mustParseTransaction(sampleWith({ amount: 999, requestedAmount: 999 }));
  assert.deepEqual(amount, { units: 1n, scale: 2 });
  const [destination] = mustParseTransaction(sampleWithDestination({ amountNative: 999 })).destinations;
  assert.deepEqual(destination?.amount, { units: 1n, scale: 2 });
});

test('an unpriced destination has no estimate', () => {
  assert.equal(
    mustParseTransaction(sampleWithDestination({ amountUSD: null })).destinations[0]?.amountUsd,
    undefined,
  );
  assert.equal(mustParseTransaction(sampleWithDestination({ amountUSD: 0 })).destinations[0]?.amountUsd, 0);
});

const objects: readonly (readonly [string, (changes: Wire) => Wire, string])[] = [
  ['extraParameters', sampleWith, 'extraParameters'],
  ['actionInfo', sampleWithDestination, 'destinations[0].actionInfo'],
  ['authorizationGroups', sampleWithDestination, 'destinations[0].authorizationGroups'],
];
for (const [field, change, path] of objects) {
  for (const value of ['{}', [], 1]) {
    test(`${path} as ${JSON.stringify(value)} is no object`, () => {
      assert.deepEqual(denial(change({ [field]: value })).detail, { field: path, problem: 'not_an_object' });
    });
  }
}

const arrays: readonly (readonly [string, number, (count: number) => unknown[]])[] = [
  ['destinations', maxDestinations, (count) => Array(count).fill(ethereumSample().payload.destinations[0])],
  ['rawTx', maxRawTransactions, (count) => Array(count).fill(ethereumSample().payload.rawTx[0])],
  ['players', maxPlayers, (count) => Array(count).fill('player')],
];
for (const [field, max, make] of arrays) {
  test(`${field} may have ${max} elements and not one more`, () => {
    mustParseTransaction(sampleWith({ [field]: make(max) }));
    assert.deepEqual(denial(sampleWith({ [field]: make(max + 1) })), {
      reason: 'request_too_many_items',
      detail: { field, problem: `more_than_${max}` },
    });
  });
  for (const value of [{}, 'x', 1]) {
    test(`${field} as ${JSON.stringify(value)} is no array`, () => {
      assert.deepEqual(denial(sampleWith({ [field]: value })).detail, { field, problem: 'not_an_array' });
    });
  }
}

test('10,000 destinations are refused', () => {
  const destinations = Array(10_000).fill({ dstType: 'VAULT', dstId: '1', amountNativeStr: '0.01' });
  assert.equal(denial(sampleWith({ destinations })).reason, 'request_too_many_items');
});

for (const field of ['destinations', 'rawTx']) {
  for (const item of [null, 'x', [], 1]) {
    test(`${field} holding ${JSON.stringify(item)} is refused`, () => {
      assert.deepEqual(denial(sampleWith({ [field]: [item] })), {
        reason: 'request_field_invalid',
        detail: { field: `${field}[0]`, problem: 'not_an_object' },
      });
    });
  }
}

test('the second destination is held to the same rules, and named', () => {
  const [first] = ethereumSample().payload.destinations;
  const body = sampleWith({ destinations: [first, { ...first, dstType: 'MOON' }] });
  assert.deepEqual(denial(body).detail, { field: 'destinations[1].dstType', found: 'MOON' });
});

test('a player that is no id is refused', () => {
  for (const player of [1, '', null, 'a\n']) {
    assert.deepEqual(denial(sampleWith({ players: ['ok', player] })).detail, {
      field: 'players[1]',
      problem: 'not_printable_ascii',
    });
  }
});

test('a derivation path is read as text or as an array, and may be absent', () => {
  const path = (value: unknown) =>
    mustParseTransaction(sampleWithRaw({ keyDerivationPath: value })).rawTransactions?.[0]?.keyDerivationPath;
  assert.deepEqual(path('[ 44, 60, 7, 0, 0 ]'), [44, 60, 7, 0, 0]);
  assert.deepEqual(path([44, 60, 7, 0, 0]), [44, 60, 7, 0, 0]);
  assert.equal(path(undefined), undefined);
  assert.deepEqual(denial(sampleWithRaw({ keyDerivationPath: '44/60' })), {
    reason: 'request_field_invalid',
    detail: { field: 'rawTx[0].keyDerivationPath', problem: 'not_a_derivation_path' },
  });
});

test('an empty list of raw transactions is none', () => {
  assert.equal(mustParseTransaction(sampleWith({ rawTx: [] })).rawTransactions, undefined);
});

test('unknown fields are listed by name, sorted, wherever they are, and each name once', () => {
  const { payload } = ethereumSample();
  const [destination] = payload.destinations;
  const request = mustParseTransaction({
    ...payload,
    zulu: 1,
    constructor: { a: 1 },
    destinations: [
      { ...destination, fresh: 1 },
      { ...destination, fresh: 2, other: null },
    ],
    rawTx: [{ ...payload.rawTx[0], sighash: '' }],
  });
  assert.deepEqual(request.unknownFields, [
    'constructor',
    'destinations[].fresh',
    'destinations[].other',
    'rawTx[].sighash',
    'zulu',
  ]);
});

test('unknown fields change nothing else', () => {
  const plain = mustParseTransaction(ethereumSample().payload);
  const extended = mustParseTransaction(sampleWith({ sourceTags: ['x'], toString: 'x' }));
  assert.deepEqual({ ...extended, unknownFields: [] }, plain);
});

test('the list of unknown fields is bounded in number and in length', () => {
  const many = Object.fromEntries(Array.from({ length: maxUnknownFields + 5 }, (_, i) => [`x${i}`, 0]));
  assert.equal(mustParseTransaction(sampleWith(many)).unknownFields.length, maxUnknownFields);
  const long = `${'y'.repeat(maxUnknownFieldCharacters - 1)}😀`;
  const [name] = mustParseTransaction(sampleWith({ [long]: 0 })).unknownFields;
  assert.equal(name, `${'y'.repeat(maxUnknownFieldCharacters - 1)}\ufffd`);
});
