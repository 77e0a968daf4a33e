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
  });
}

const addresses = (fields: SubjectFields) => view(fields).items.map(({ address }) => address);

test('the address of a single destination is what the bytes say', () => {
  const lying = view({
    facts: [evmFacts({ to: addressB })],
    destinations: [destination({ address: addressA })],
  });
  assert.deepEqual(lying.items[0]?.address, addressB);
  assert.deepEqual(lying.items[0]?.books, [`book of ${addressB}`]);
});

test('several facts or several destinations leave it to the declared addresses', () => {
  const one = destination({ address: addressA });
  assert.deepEqual(
    addresses({ facts: [evmFacts({ to: addressB }), evmFacts({ to: addressB })], destinations: [one] }),
    [addressA],
  );
  assert.deepEqual(addresses({ facts: [evmFacts({ to: addressB })], destinations: [one, one] }), [
    addressA,
    addressA,
  ]);
  assert.deepEqual(addresses({ facts: [], destinations: [one] }), [addressA]);
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

test('amounts and fees of bytes are sums over all of them', () => {
  const { amount, fee } = view({ facts: [evmFacts(), evmFacts()] });
  assert.deepEqual(amount, { low: decimal('2'), high: decimal('2') });
  assert.deepEqual(fee, { asset: 'ETH', amount: decimal('0.002') });
});

test('bytes about an asset that is not described have no amount and no fee', () => {
  const { amount, fee } = view({ asset: 'UNHEARD_OF' });
  assert.equal(amount, undefined);
  assert.equal(fee, undefined);
});
