import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addressA,
  decimal,
  destination,
  detail,
  evmFacts,
  fares,
  transaction,
} from '../../helpers/policy.ts';

const when = '{amount: {at_most: 1.5 ETH}}';
const of = (text: string) => transaction({ amount: decimal(text) });

test('amount is exact to the last unit', () => {
  assert.equal(fares('permit', when, of('1.5')), 'matched');
  assert.equal(fares('permit', when, of('1.500000000000000001')), 'failed amount');
});

test('a limit in another unit does not match', () => {
  assert.equal(fares('permit', '{amount: {at_most: 1.5 BTC}}', of('1')), 'failed amount');
  assert.equal(fares('forbid', '{amount: {more_than: 0.5 BTC}}', of('1')), 'failed amount');
  assert.equal(
    detail('permit', '{amount: [{at_most: 1 BTC}, {at_most: 1 USDC}]}', of('1')),
    'wants an amount of BTC or USDC; found ETH',
  );
});

test('with several limits, the one of the asset counts', () => {
  const several = '{amount: [{at_most: 1 BTC}, {at_most: 2 ETH}]}';
  assert.equal(fares('permit', several, of('2')), 'matched');
  assert.equal(fares('permit', several, of('2.1')), 'failed amount');
});

test('the amount is the sum over all destinations', () => {
  const split = (amount: string) =>
    transaction({
      evidence: 'not_sent',
      amount: decimal(amount),
      destinations: [destination({ amount: decimal('1') }), destination({ amount: decimal('0.6') })],
    });
  assert.equal(fares('forbid', '{amount: {at_least: 1.6 ETH}}', split('1.6')), 'matched');
  assert.equal(fares('forbid', '{amount: {more_than: 1.6 ETH}}', split('1.6')), 'failed amount');
});

test('where the sum and the declared amount differ, a limit must hold for both', () => {
  const differing = (declared: string, sum: string) =>
    transaction({
      evidence: 'not_sent',
      amount: decimal(declared),
      destinations: [destination({ amount: decimal(sum) })],
    });
  const permit = '{evidence: [not_sent], asset: [ETH], amount: {at_most: 1.5 ETH}}';
  assert.equal(fares('permit', permit, differing('1', '1.5')), 'matched');
  assert.equal(fares('permit', permit, differing('1', '1.6')), 'unknown amount');
  assert.equal(fares('permit', permit, differing('1.6', '1')), 'unknown amount');
  assert.equal(fares('permit', permit, differing('1.6', '1.7')), 'failed amount');
  assert.equal(detail('permit', permit, differing('1', '1.6')), 'wants at most 1.5 ETH; found 1 to 1.6');
});

test('where the bytes say an amount, they are believed and not the fields', () => {
  const lying = transaction({ amount: decimal('1'), facts: evmFacts({ valueWei: 2n * 10n ** 18n }) });
  assert.equal(fares('permit', when, lying), 'failed amount');
  assert.equal(detail('permit', when, lying), 'wants at most 1.5 ETH; found 2');
});

test('without destinations, or with bytes of an asset that is not described, the amount is unknown', () => {
  const raw = transaction({ operation: 'RAW', evidence: 'not_sent', destinations: [] });
  assert.equal(fares('forbid', when, raw), 'unknown amount');
  assert.equal(detail('forbid', when, raw), 'wants at most 1.5 ETH; found no amount');
});

const payingMore = (units: bigint) => {
  const facts = evmFacts();
  const more = { asset: 'USDC', to: addressA, units };
  return transaction({ facts: { ...facts, payments: [...facts.payments, more] } });
};

test('what the bytes pay in other assets has to be within a limit of its own for a permit', () => {
  const both = '{amount: [{at_most: 1 ETH}, {at_most: 5 USDC}]}';
  assert.equal(fares('permit', both, payingMore(5_000_000n)), 'matched');
  assert.equal(fares('permit', both, payingMore(5_000_001n)), 'failed amount');
  assert.equal(fares('permit', '{amount: {at_most: 1 ETH}}', payingMore(1n)), 'failed amount');
  assert.equal(fares('forbid', '{amount: {more_than: 5 USDC}}', payingMore(5_000_001n)), 'matched');
});
