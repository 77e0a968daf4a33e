import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { formatEther, getAddress, keccak256, serializeTransaction } from 'viem';
import type { Denial, RefusalReason } from '../../../src/decision/denial.ts';
import { encodeHex } from '../../../src/lib/hex.ts';
import type { TransactionFacts } from '../../../src/transaction/facts.ts';
import { matchBytes } from '../../../src/transaction/match.ts';
import { builtInKnowledge } from '../../helpers/knowledge.ts';
import {
  ethereumSample,
  mustParseTransaction,
  sampleSigner,
  sampleWith,
  sampleWithDestination,
  sampleWithRaw,
  type Wire,
} from '../../helpers/requests.ts';

const rawTx = String(ethereumSample().payload.rawTx[0]?.['rawTx']);
const digest = String(ethereumSample().payload.rawTx[0]?.['payload']);
const declared = '0x5dC69B1Fbb13Bafd09af88a782F0F285772Ad5f8';
const other = '0x28A31343d7d700c4CA50bBE223555f57c9a97506';

function denial(body: Wire): Denial {
  const matched = matchBytes(mustParseTransaction(body), builtInKnowledge);
  assert.ok(!matched.ok, 'matched');
  return matched.error;
}

function facts(body: Wire): TransactionFacts {
  const matched = matchBytes(mustParseTransaction(body), builtInKnowledge);
  assert.ok(matched.ok, inspect(matched));
  assert.equal(matched.value.kind, 'bytes_matched');
  return matched.value.facts;
}

/** The sample with other bytes and the digest that belongs to them. */
function withBytes(hexText: string, changes: Wire = {}): Wire {
  return { ...sampleWithRaw({ rawTx: hexText, payload: keccak256(`0x${hexText}`).slice(2) }), ...changes };
}

test('the published sample matches', () => {
  assert.deepEqual(facts(ethereumSample().payload).digests, [digest]);
});

const [first] = ethereumSample().payload.destinations;
const [firstRaw] = ethereumSample().payload.rawTx;

/** One thing changed at a time: what is refused, why, and what the detail tells. */
const tampered: readonly (readonly [string, Wire, RefusalReason, Denial['detail']])[] = [
  [
    'two raw transactions',
    sampleWith({ rawTx: [firstRaw, firstRaw] }),
    'transaction_entry_count',
    { field: 'rawTx', declared: 1, found: 2 },
  ],
  [
    'two destinations',
    sampleWith({ destinations: [first, first] }),
    'transaction_entry_count',
    { field: 'destinations', declared: 1, found: 2 },
  ],
  [
    'no destinations',
    sampleWith({ destinations: [] }),
    'transaction_entry_count',
    { field: 'destinations', declared: 1, found: 0 },
  ],
  [
    'bytes that are no hexadecimal',
    sampleWithRaw({ rawTx: `0x${rawTx}` }),
    'transaction_bytes_malformed',
    { problem: 'not_hex' },
  ],
  [
    'bytes that are no transaction',
    withBytes('80'),
    'transaction_bytes_malformed',
    { problem: 'not_a_transaction' },
  ],
  ['no digest', sampleWithRaw({ payload: undefined }), 'transaction_digest_missing', { found: digest }],
  [
    'another digest',
    sampleWithRaw({ payload: `${digest.slice(0, -1)}f` }),
    'transaction_digest_mismatch',
    { field: 'payload', declared: `${digest.slice(0, -1)}f`, found: digest },
  ],
  [
    'a digest with a prefix',
    sampleWithRaw({ payload: `0x${digest}` }),
    'transaction_digest_mismatch',
    { field: 'payload', declared: `0x${digest}`, found: digest },
  ],
  [
    'one bit of the bytes',
    sampleWithRaw({ rawTx: rawTx.replace('5dc6', '5dc7') }),
    'transaction_digest_mismatch',
    { field: 'payload', declared: digest, found: keccak256(`0x${rawTx.replace('5dc6', '5dc7')}`).slice(2) },
  ],
  [
    'the asset of another chain',
    sampleWith({ asset: 'MATIC_POLYGON' }),
    'transaction_chain_mismatch',
    { field: 'asset', declared: '137', found: '1' },
  ],
  [
    'another destination address',
    sampleWith({ destAddress: other }),
    'transaction_destination_mismatch',
    { field: 'destAddress', declared: other, found: declared },
  ],
  [
    'no destination address',
    sampleWith({ destAddress: undefined }),
    'transaction_destination_mismatch',
    { field: 'destAddress', declared: 'none', found: declared },
  ],
  [
    'a wrong checksum',
    sampleWith({ destAddress: declared.replace('dC', 'Dc') }),
    'transaction_destination_mismatch',
    { field: 'destAddress', declared: declared.replace('dC', 'Dc'), found: declared },
  ],
  [
    'an address without 0x',
    sampleWith({ destAddress: declared.slice(2) }),
    'transaction_destination_mismatch',
    { field: 'destAddress', declared: declared.slice(2), found: declared },
  ],
  [
    'another display address',
    sampleWithDestination({ displayDstAddress: other }),
    'transaction_destination_mismatch',
    { field: 'destinations[0].displayDstAddress', declared: other, found: declared },
  ],
  [
    'another address in the destination',
    sampleWithDestination({ dstAddress: other }),
    'transaction_destination_mismatch',
    { field: 'destinations[0].dstAddress', declared: other, found: declared },
  ],
  [
    'no address in the destination',
    sampleWithDestination({ displayDstAddress: undefined }),
    'transaction_destination_mismatch',
    { field: 'destinations[0].dstAddress', declared: 'none', found: declared },
  ],
  [
    'another destination id',
    sampleWithDestination({ dstId: '2' }),
    'transaction_destination_mismatch',
    { field: 'destinations[0].dstType', declared: 'VAULT 1', found: 'VAULT 2' },
  ],
  [
    'another destination type',
    sampleWith({ destType: 'EXCHANGE' }),
    'transaction_destination_mismatch',
    { field: 'destinations[0].dstType', declared: 'EXCHANGE 1', found: 'VAULT 1' },
  ],
  [
    'a greater amount',
    sampleWith({ amountStr: '0.010000000000000001' }),
    'transaction_amount_mismatch',
    { field: 'amountStr', declared: '0.010000000000000001', found: '0.01' },
  ],
  [
    'a smaller amount',
    sampleWith({ amountStr: '0.009999999999999999' }),
    'transaction_amount_mismatch',
    { field: 'amountStr', declared: '0.009999999999999999', found: '0.01' },
  ],
  [
    'an amount of nothing',
    sampleWith({ amountStr: '0' }),
    'transaction_amount_mismatch',
    { field: 'amountStr', declared: '0', found: '0.01' },
  ],
  [
    'an amount with too many decimals',
    sampleWith({ amountStr: '0.0100000000000000001' }),
    'transaction_amount_mismatch',
    { field: 'amountStr', declared: '0.0100000000000000001', found: '0.01' },
  ],
  [
    'another amount in the destination',
    sampleWithDestination({ amountNativeStr: '0.02' }),
    'transaction_amount_mismatch',
    { field: 'destinations[0].amountNativeStr', declared: '0.02', found: '0.01' },
  ],
  ['no fee', sampleWith({ fee: undefined }), 'transaction_fee_missing', { found: '0.000597803762241' }],
  [
    'a fee of one wei more',
    sampleWith({ fee: '0.000597803762241001' }),
    'transaction_fee_mismatch',
    { field: 'fee', declared: '0.000597803762241001', found: '0.000597803762241' },
  ],
  [
    'a fee of one wei less',
    sampleWith({ fee: '0.000597803762240999' }),
    'transaction_fee_mismatch',
    { field: 'fee', declared: '0.000597803762240999', found: '0.000597803762241' },
  ],
  [
    'another source vault',
    sampleWith({ sourceId: '1' }),
    'transaction_derivation_path_mismatch',
    { field: 'keyDerivationPath', declared: 'VAULT 1: 44/60/1/0/0', found: '44/60/0/0/0' },
  ],
  [
    'a source vault with a leading zero',
    sampleWith({ sourceId: '00' }),
    'transaction_derivation_path_mismatch',
    { field: 'keyDerivationPath', declared: 'VAULT 00: 44/60/00/0/0', found: '44/60/0/0/0' },
  ],
  [
    'a source that is no vault',
    sampleWith({ sourceType: 'EXCHANGE' }),
    'transaction_derivation_path_mismatch',
    { field: 'keyDerivationPath', declared: 'EXCHANGE 0: 44/60/0/0/0', found: '44/60/0/0/0' },
  ],
  [
    'no derivation path',
    sampleWithRaw({ keyDerivationPath: undefined }),
    'transaction_derivation_path_mismatch',
    { field: 'keyDerivationPath', declared: 'VAULT 0: 44/60/0/0/0', found: 'none' },
  ],
];
for (const [what, body, reason, detail] of tampered) {
  test(`the sample with ${what} is refused: ${reason}`, () =>
    assert.deepEqual(denial(body), { reason, detail }));
}

for (const path of [
  [43, 60, 0, 0, 0],
  [44, 1, 0, 0, 0],
  [44, 60, 1, 0, 0],
  [44, 60, 0, 1, 0],
  [44, 60, 0, 0, 1],
]) {
  test(`the sample with the derivation path ${path.join('/')} is refused`, () => {
    assert.deepEqual(denial(sampleWithRaw({ keyDerivationPath: path })), {
      reason: 'transaction_derivation_path_mismatch',
      detail: { field: 'keyDerivationPath', declared: 'VAULT 0: 44/60/0/0/0', found: path.join('/') },
    });
  });
}

test('a transfer without a destination of its own is refused, were one to get this far', () => {
  const request = { ...mustParseTransaction(ethereumSample().payload), destination: undefined };
  const matched = matchBytes(request, builtInKnowledge);
  assert.ok(!matched.ok);
  assert.deepEqual(matched.error, {
    reason: 'transaction_destination_mismatch',
    detail: { field: 'destinations[0].dstType', declared: 'none', found: 'VAULT 1' },
  });
});

for (const [what, body] of [
  [
    'its addresses in lower case',
    {
      ...sampleWithDestination({ displayDstAddress: declared.toLowerCase() }),
      destAddress: declared.toLowerCase(),
    },
  ],
  ['its address in upper case', sampleWith({ destAddress: `0x${declared.slice(2).toUpperCase()}` })],
  ['both addresses in the destination', sampleWithDestination({ dstAddress: declared })],
  [
    'only the address proper in the destination',
    sampleWithDestination({ dstAddress: declared, displayDstAddress: undefined }),
  ],
  [
    'its bytes and digest in upper case',
    sampleWithRaw({ rawTx: rawTx.toUpperCase(), payload: digest.toUpperCase() }),
  ],
  ['a memo tag, which means nothing here', sampleWithDestination({ dstTag: 'x', displayDstTag: 'y' })],
  ['its amounts padded', { ...sampleWithDestination({ amountNativeStr: '0.0100' }), amountStr: '0.01' }],
  ['its derivation path as an array', sampleWithRaw({ keyDerivationPath: [44, 60, 0, 0, 0] })],
  ['without players and requested amount', sampleWith({ players: undefined, requestedAmountStr: undefined })],
] as const) {
  test(`the sample with ${what} matches`, () => assert.deepEqual(facts(body).digests, [digest]));
}

test('the digest is judged before anything that the bytes say', () => {
  const body = {
    ...sampleWithRaw({ rawTx: '80' }),
    asset: 'MATIC_POLYGON',
    amountStr: '7',
    destAddress: other,
  };
  assert.equal(denial(body).reason, 'transaction_digest_mismatch');
});

const base = {
  chainId: 1,
  nonce: 4,
  gas: 21_000n,
  to: declared,
  value: 10_000_000_000_000_000n,
} as const;
const typedBase = {
  ...base,
  type: 'eip1559',
  maxFeePerGas: 28_466_845_821n,
  maxPriorityFeePerGas: 1_000_000_000n,
} as const;
const legacyBase = { ...base, type: 'legacy', gasPrice: 28_466_845_821n } as const;

test('judge: viem rebuilds the published bytes from the published facts', () => {
  assert.equal(serializeTransaction(typedBase), `0x${rawTx}`);
});

test('the same payment as a legacy transaction matches', () => {
  const read = facts(withBytes(serializeTransaction(legacyBase).slice(2)));
  assert.equal(read.details['format'], 'legacy');
  assert.deepEqual(read.fee, { asset: 'ETH', units: 597_803_762_241_000n });
});

const accessList = [{ address: declared, storageKeys: [`0x${'00'.repeat(32)}`] }] as const;
const blobHash = `0x01${'ab'.repeat(31)}` as const;
const authorization = {
  chainId: 1,
  address: other,
  nonce: 7,
  yParity: 1,
  r: `0x${'11'.repeat(32)}`,
  s: `0x${'22'.repeat(32)}`,
} as const;

for (const [what, transaction, acts] of [
  ['an access list', { ...typedBase, accessList }, ['access_list', 'payment']],
  ['type 1', { ...base, type: 'eip2930', gasPrice: 28_466_845_821n, accessList }, ['access_list', 'payment']],
  ['no chain', { ...legacyBase, chainId: undefined }, ['legacy_without_chain_id', 'payment']],
  [
    'an authorisation',
    { ...typedBase, type: 'eip7702', authorizationList: [authorization] },
    ['code_delegation', 'payment'],
  ],
] as const) {
  test(`the same payment with ${what} matches, and says so by name`, () => {
    const bytes = serializeTransaction(transaction).slice(2);
    const read = facts(withBytes(bytes));
    assert.deepEqual(read.acts, acts);
    assert.deepEqual(read.payments, facts(ethereumSample().payload).payments);
  });
}

test('every authorisation of EIP-7702 is listed as a call of the code that is lent the account', () => {
  const second = { ...authorization, chainId: 0, address: declared, nonce: 8 } as const;
  const two = [authorization, second];
  const bytes = serializeTransaction({ ...typedBase, type: 'eip7702', authorizationList: two }).slice(2);
  assert.deepEqual(
    facts(withBytes(bytes)).calls,
    [
      [other, 1n, 7n],
      [declared, 0n, 8n],
    ].map(([to, chainId, nonce]) => ({
      to: String(to).toLowerCase(),
      selector: '0x05',
      method: 'eip7702_authorization',
      args: [
        { name: 'chainId', value: chainId },
        { name: 'nonce', value: nonce },
      ],
      units: 0n,
      depth: 0,
    })),
  );
});

test('blobs cost their gas too, and are an act', () => {
  const blobs = {
    ...typedBase,
    type: 'eip4844',
    maxFeePerBlobGas: 3n,
    blobVersionedHashes: [blobHash, blobHash],
  } as const;
  const read = facts(
    withBytes(serializeTransaction({ ...blobs, sidecars: false }).slice(2), { fee: '0.000597803763027432' }),
  );
  assert.deepEqual(read.acts, ['blob_transaction', 'payment']);
  assert.equal(read.fee?.units, 597_803_762_241_000n + 2n * 131_072n * 3n);
});
const rebuilt: readonly (readonly [
  string,
  Parameters<typeof serializeTransaction>[0],
  RefusalReason,
  Denial['detail'],
])[] = [
  [
    'another chain',
    { ...typedBase, chainId: 11_155_111 },
    'transaction_chain_mismatch',
    { field: 'asset', declared: '1', found: '11155111' },
  ],
  [
    'another chain, legacy',
    { ...legacyBase, chainId: 61 },
    'transaction_chain_mismatch',
    { field: 'asset', declared: '1', found: '61' },
  ],
  [
    'another recipient',
    { ...typedBase, to: other },
    'transaction_destination_mismatch',
    { field: 'destAddress', declared, found: other },
  ],
  [
    'another value',
    { ...typedBase, value: base.value + 1n },
    'transaction_amount_mismatch',
    { field: 'amountStr', declared: '0.01', found: '0.010000000000000001' },
  ],
  [
    'data',
    { ...typedBase, data: '0xa9059cbb' },
    'transaction_data_unexpected',
    { declared: 0, found: 4, unit: 'bytes' },
  ],
  [
    'data, legacy',
    { ...legacyBase, data: '0x00' },
    'transaction_data_unexpected',
    { declared: 0, found: 1, unit: 'bytes' },
  ],
  [
    'a higher fee',
    { ...typedBase, maxFeePerGas: 28_466_845_822n },
    'transaction_fee_mismatch',
    { field: 'fee', declared: '0.000597803762241', found: '0.000597803762262' },
  ],
  [
    'a lower fee',
    { ...typedBase, maxFeePerGas: 28_466_845_820n },
    'transaction_fee_mismatch',
    { field: 'fee', declared: '0.000597803762241', found: '0.00059780376222' },
  ],
  [
    'more gas',
    { ...legacyBase, gas: 21_001n },
    'transaction_fee_mismatch',
    { field: 'fee', declared: '0.000597803762241', found: '0.000597832229086821' },
  ],
  ['no recipient', { ...typedBase, to: null }, 'transaction_contract_creation', {}],
];
for (const [what, transaction, reason, detail] of rebuilt) {
  test(`bytes with ${what} and their own digest are refused: ${reason}`, () => {
    assert.deepEqual(denial(withBytes(serializeTransaction(transaction).slice(2))), { reason, detail });
  });
}

test('an EVM chain with two coin types accepts both and no third', () => {
  const bytes = serializeTransaction({ ...typedBase, chainId: 137 }).slice(2);
  const withCoinType = (coinType: number) => {
    const body = withBytes(bytes, { asset: 'MATIC_POLYGON' });
    return { ...body, rawTx: [{ ...sampleRaw(body), keyDerivationPath: [44, coinType, 0, 0, 0] }] };
  };
  assert.equal(facts(withCoinType(60)).details['chainId'], '137');
  assert.equal(facts(withCoinType(966)).details['chainId'], '137');
  assert.equal(denial(withCoinType(1)).detail['declared'], 'VAULT 0: 44/60/0/0/0 or 44/966/0/0/0');
});

function sampleRaw(body: Wire): object {
  const [entry]: readonly object[] = Array.isArray(body['rawTx']) ? body['rawTx'] : [];
  assert.ok(entry);
  return entry;
}

/** A request about a transaction that viem builds, as a co-signer would describe it. */
const payment = fc.record({
  type: fc.constantFrom('legacy' as const, 'eip1559' as const),
  nonce: fc.nat(),
  gas: fc.bigInt({ min: 21_000n, max: 30_000_000n }),
  to: fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => getAddress(`0x${encodeHex(bytes)}`)),
  value: fc.bigInt({ min: 0n, max: 10n ** 27n }),
  fee: fc.bigInt({ min: 0n, max: 10n ** 13n }),
  vault: fc.nat(100_000),
});
type Payment = typeof payment extends fc.Arbitrary<infer T> ? T : never;

function requestFor({ type, nonce, gas, to, value, fee, vault }: Payment): Wire {
  const common = { chainId: 1, nonce, gas, to, value };
  const bytes =
    type === 'legacy'
      ? serializeTransaction({ ...common, type, gasPrice: fee })
      : serializeTransaction({ ...common, type, maxFeePerGas: fee, maxPriorityFeePerGas: fee / 2n });
  return {
    requestId: 'r',
    txId: 't',
    signerId: sampleSigner,
    operation: 'TRANSFER',
    sourceType: 'VAULT',
    sourceId: String(vault),
    destType: 'ONE_TIME_ADDRESS',
    destId: '',
    asset: 'ETH',
    amountStr: formatEther(value),
    fee: formatEther(fee * gas),
    destAddress: to,
    destinations: [
      { dstType: 'ONE_TIME_ADDRESS', dstId: '', amountNativeStr: formatEther(value), dstAddress: to },
    ],
    rawTx: [
      { rawTx: bytes.slice(2), payload: keccak256(bytes).slice(2), keyDerivationPath: [44, 60, vault, 0, 0] },
    ],
  };
}

test('law: what a co-signer says truly about any payment matches', () => {
  fc.assert(
    fc.property(payment, (paid) => {
      const read = facts(requestFor(paid));
      const [only] = read.payments;
      assert.ok(only !== undefined);
      assert.equal(read.details['format'], paid.type);
      assert.equal(read.details['nonce'], String(paid.nonce));
      assert.equal(only.units, paid.value);
      assert.equal(read.fee?.units, paid.fee * paid.gas);
      assert.equal(getAddress(only.to), paid.to);
    }),
  );
});

test('law: one fact of the bytes that differs from what is declared is refused for that fact', () => {
  const lies: readonly (readonly [keyof Payment, RefusalReason])[] = [
    ['to', 'transaction_destination_mismatch'],
    ['value', 'transaction_amount_mismatch'],
    ['fee', 'transaction_fee_mismatch'],
    ['vault', 'transaction_derivation_path_mismatch'],
  ];
  fc.assert(
    fc.property(payment, payment, fc.constantFrom(...lies), (told, done, [fact, reason]) => {
      fc.pre(told[fact] !== done[fact]);
      const { rawTx: bytes } = requestFor({ ...told, [fact]: done[fact] });
      assert.equal(denial({ ...requestFor(told), rawTx: bytes }).reason, reason);
    }),
  );
});

test('law: no flipped bit of the bytes matches', () => {
  fc.assert(
    fc.property(payment, fc.nat(), fc.nat(7), (paid, at, bit) => {
      const body = requestFor(paid);
      const entry = sampleRaw(body);
      const bytes = Buffer.from('rawTx' in entry ? String(entry.rawTx) : '', 'hex');
      const index = at % bytes.length;
      bytes.writeUInt8(bytes.readUInt8(index) ^ (1 << bit), index);
      assert.equal(
        denial({ ...body, rawTx: [{ ...entry, rawTx: encodeHex(bytes) }] }).reason,
        'transaction_digest_mismatch',
      );
    }),
  );
});
