import assert from 'node:assert/strict';
import { test } from 'node:test';
import { composeFacts } from '../../../src/transaction/facts.ts';
import { detail, fares, ruleProblems, transaction } from '../../helpers/policy.ts';

const paying = (feeRate: bigint | undefined, asset = 'BTC') =>
  transaction({
    asset,
    facts: composeFacts({
      family: 'bitcoin',
      digests: [],
      acts: ['payment'],
      details: {},
      ...(feeRate !== undefined && { feeRate }),
    }),
  });

test('the rate is within the limits', () => {
  const permit = '{fee_rate: {at_most: 50 sat/vB}}';
  assert.equal(fares('permit', permit, paying(50n)), 'matched');
  assert.equal(fares('permit', permit, paying(51n)), 'failed fee_rate');
  assert.equal(detail('permit', permit, paying(51n)), 'wants at most 50 sat/vB; found 51 sat/vB');
});

test('a unit says nothing about another coin, and nothing about a chain without rates', () => {
  assert.equal(fares('permit', '{fee_rate: {at_most: 50 sat/vB}}', paying(1n, 'LTC')), 'failed fee_rate');
  assert.equal(fares('forbid', '{fee_rate: {more_than: 5 sat/vB}}', transaction()), 'failed fee_rate');
  const several = '{fee_rate: [{at_most: 50 sat/vB}, {at_most: 9 litoshi/vB}]}';
  assert.equal(fares('permit', several, paying(9n, 'LTC')), 'matched');
  assert.equal(fares('permit', several, paying(10n, 'LTC')), 'failed fee_rate');
});

test('a fee that was not proven is unknown, and so are no bytes', () => {
  const forbid = '{fee_rate: {more_than: 5 sat/vB}}';
  assert.equal(fares('forbid', forbid, paying(undefined)), 'unknown fee_rate');
  const approval = transaction({ asset: 'BTC', evidence: 'none_at_approval' });
  assert.equal(fares('forbid', forbid, approval), 'unknown fee_rate');
  assert.equal(
    detail('forbid', forbid, approval),
    'wants more than 5 sat/vB; found no rate that can be judged',
  );
});

test('a limit is a whole number and a unit, once for each unit', () => {
  for (const wrong of ['5', '5 BTC', '5.5 sat/vB', '5 sat/vB x', 'x sat/vB']) {
    assert.match(String(ruleProblems('forbid', `{fee_rate: {more_than: ${wrong}}}`)), /is not a fee rate/);
  }
  assert.match(
    String(ruleProblems('forbid', '{fee_rate: [{more_than: 5 sat/vB}, {more_than: 6 sat/vB}]}')),
    /fee_rate\[1\]: limits sat\/vB a second time/,
  );
  assert.match(String(ruleProblems('forbid', '{fee_rate: []}')), /fee_rate/);
});
