import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addressA,
  decimal,
  destination,
  detail,
  evmFacts,
  fares,
  ruleProblems,
  transaction,
} from '../../helpers/policy.ts';

const worth = (...usd: readonly (number | undefined)[]) =>
  transaction({ destinations: usd.map((amountUsd) => destination({ amountUsd, amount: decimal('1') })) });
const permit = '{amount_usd: {at_most: 105 USD}}';

test('with the default margin of 5 %, a limit is passed, missed or unknown', () => {
  assert.equal(fares('permit', permit, worth(100)), 'matched');
  assert.equal(fares('permit', permit, worth(100.01)), 'unknown amount_usd');
  assert.equal(fares('permit', permit, worth(110.5)), 'unknown amount_usd');
  assert.equal(fares('permit', permit, worth(110.6)), 'failed amount_usd');
});

test('a stated margin is used', () => {
  const wide = '{amount_usd: {at_most: 105 USD, margin: 50 %}}';
  assert.equal(fares('permit', wide, worth(70)), 'matched');
  assert.equal(fares('permit', wide, worth(70.01)), 'unknown amount_usd');
  assert.equal(
    detail('permit', wide, worth(80)),
    'wants at most 105 USD; found 40 to 120 (estimate with a margin of 50 %)',
  );
});

test('the value is the sum over all destinations', () => {
  assert.equal(fares('permit', permit, worth(60, 40)), 'matched');
  assert.equal(fares('permit', permit, worth(60, 41)), 'unknown amount_usd');
});

test('an unpriced destination, a price of zero, no price that is a number and no destination are unknown', () => {
  for (const prices of [
    [undefined],
    [1, undefined],
    [0],
    [1e-12],
    [Number.NaN],
    [-1],
    [Number.POSITIVE_INFINITY],
    [1e21],
    [],
  ]) {
    assert.equal(fares('permit', permit, worth(...prices)), 'unknown amount_usd', String(prices));
  }
  assert.equal(detail('permit', permit, worth(undefined)), 'wants at most 105 USD; found no price');
});

test('nothing is worth nothing', () => {
  const nothing = transaction({ destinations: [destination({ amountUsd: 0, amount: decimal('0') })] });
  assert.equal(fares('permit', permit, nothing), 'matched');
});

test('dollars are written with USD and at most two decimals', () => {
  for (const wrong of ['105', '105 EUR', '1.005 USD', '-1 USD', '1e3 USD', '1 USD x']) {
    assert.match(
      String(ruleProblems('forbid', `{amount_usd: {at_most: ${wrong}}}`)),
      /is not an amount of dollars/,
      wrong,
    );
  }
});

test('a margin is a whole percentage from 1 to 50', () => {
  assert.equal(fares('permit', '{amount_usd: {at_most: 105 USD, margin: 1 %}}', worth(103)), 'matched');
  for (const wrong of ['0 %', '51 %', '5', '5%', '1.5 %', '-1 %']) {
    assert.match(
      String(ruleProblems('forbid', `{amount_usd: {at_most: 105 USD, margin: ${wrong}}}`)),
      /must be a whole percentage from 1 % to 50 %/,
      wrong,
    );
  }
});

test('what leaves beside the declared destinations has no estimate', () => {
  const facts = evmFacts();
  const more = { asset: 'USDC', to: addressA, units: 1n };
  const subject = transaction({
    destinations: [destination({ amountUsd: 10 })],
    facts: { ...facts, payments: [...facts.payments, more] },
  });
  assert.equal(fares('permit', '{amount_usd: {at_most: 100 USD}}', subject), 'unknown amount_usd');
});
