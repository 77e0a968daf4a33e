import assert from 'node:assert/strict';
import { test } from 'node:test';
import { viewTransaction } from '../../src/policy/view.ts';
import {
  addressA,
  addressB,
  decimal,
  destination,
  evmFacts,
  type SubjectFields,
  testAssets,
  transaction,
} from '../helpers/policy.ts';

const checksummed = '0x5dC69B1Fbb13Bafd09af88a782F0F285772Ad5f8';

function view(fields: SubjectFields) {
  const subject = transaction(fields);
  assert.ok(subject.request.kind === 'transaction');
  return viewTransaction(subject, subject.request, testAssets, {
    booksOf: (address) => [`book of ${address}`],
    resembled: () => undefined,
  });
}

const addresses = (fields: SubjectFields) => view(fields).items.map(({ address }) => address);

test('the address of a single destination is what the bytes say', () => {
  const lying = view({
    facts: evmFacts({ to: addressB }),
    destinations: [destination({ address: addressA })],
  });
  assert.deepEqual(lying.items[0]?.address, addressB);
  assert.deepEqual(lying.items[0]?.books, [`book of ${addressB}`]);
});

test('a destination that no payment is proven to be keeps its declared address', () => {
  const one = destination({ address: addressA });
  const first = evmFacts({ to: addressB });
  assert.deepEqual(addresses({ facts: first, destinations: [one, one] }), [addressB, addressA]);
  assert.deepEqual(addresses({ facts: evmFacts({}, { payments: [] }), destinations: [one] }), [addressA]);
});

test('a payment that nobody declared is an item of its own, of which only the address is known', () => {
  const payments = [{ asset: 'USDC', to: addressB, units: 5n }];
  const { items } = view({ facts: evmFacts({}, { payments }), destinations: [destination()] });
  assert.deepEqual(items[1], {
    type: undefined,
    id: undefined,
    addressType: undefined,
    address: addressB,
    books: [`book of ${addressB}`],
  });
  assert.equal(items.length, 2);
});

test('without bytes, any declared address will do, in any spelling', () => {
  const evidence = 'none_at_approval';
  const nowhere = { address: undefined };
  assert.deepEqual(addresses({ evidence, destinations: [destination({ address: checksummed })] }), [
    checksummed.toLowerCase(),
  ]);
  assert.deepEqual(
    addresses({ evidence, destinations: [destination({ ...nowhere, displayAddress: addressA })] }),
    [addressA],
  );
  assert.deepEqual(addresses({ evidence, destinations: [destination(nowhere)], destAddress: addressA }), [
    addressA,
  ]);
  const all = { address: checksummed, displayAddress: checksummed.toLowerCase() };
  assert.deepEqual(addresses({ evidence, destinations: [destination(all)], destAddress: checksummed }), [
    checksummed.toLowerCase(),
  ]);
});

test("the request's own address belongs to a single destination only", () => {
  const two = [destination({ address: undefined }), destination({ address: addressB })];
  assert.deepEqual(addresses({ evidence: 'none_at_approval', destinations: two, destAddress: addressA }), [
    undefined,
    addressB,
  ]);
});

test('declared addresses that disagree are no address, and in no book', () => {
  const evidence = 'none_at_approval';
  for (const fields of [
    { destinations: [destination({ displayAddress: addressB })] },
    { destinations: [destination()], destAddress: addressB },
    { destinations: [destination({ address: undefined, displayAddress: addressA })], destAddress: addressB },
  ]) {
    const [item] = view({ evidence, ...fields }).items;
    assert.equal(item?.address, undefined);
    assert.deepEqual(item?.books, []);
  }
});

test('the amount is the sum of all payments in the declared asset, and every other asset has its own', () => {
  const payments = [
    { asset: 'ETH', to: addressA, units: 10n ** 18n, destination: 0 },
    { asset: 'ETH', to: addressB, units: 10n ** 18n },
    { asset: 'USDC', to: addressB, units: 1_500_000n },
    { asset: 'USDC', to: addressA, units: 1_000_000n },
    { asset: 'unlisted:1:0xabc', to: addressA, units: 7n },
  ];
  const { amount, otherAmounts } = view({ facts: evmFacts({}, { payments }) });
  assert.deepEqual(amount, { low: decimal('2'), high: decimal('2') });
  assert.deepEqual(
    [...otherAmounts],
    [
      ['USDC', { low: decimal('2.5'), high: decimal('2.5') }],
      ['unlisted:1:0xabc', { low: decimal('7'), high: decimal('7') }],
    ],
  );
});

test('the fee is what the bytes say, in the asset that they say', () => {
  const fee = { asset: 'ETH', units: 2_000_000_000_000_000n };
  assert.deepEqual(view({ asset: 'USDC', facts: evmFacts({}, { fee }) }).fee, {
    asset: 'ETH',
    amount: decimal('0.002'),
  });
  assert.equal(view({ facts: evmFacts({}, { fee: undefined }) }).fee, undefined);
});

test('bytes about an asset that is not described have no amount and no fee', () => {
  const { amount, fee } = view({ asset: 'UNHEARD_OF' });
  assert.equal(amount, undefined);
  assert.equal(fee, undefined);
});
