import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAssetAmount } from '../../src/policy/asset-limits.ts';
import { decimal, ruleProblems, testAssets } from '../helpers/policy.ts';

function refusal(text: string): string {
  const parsed = parseAssetAmount(text, testAssets);
  assert.ok(!parsed.ok, text);
  return parsed.error;
}

test('an amount is a plain decimal, one space and a known asset', () => {
  assert.deepEqual(parseAssetAmount('1.50 ETH', testAssets), {
    ok: true,
    value: { value: decimal('1.5'), unit: 'ETH' },
  });
  for (const wrong of [
    '-1 ETH',
    '1e3 ETH',
    '0x10 ETH',
    '01 ETH',
    '.5 ETH',
    '1. ETH',
    '1,5 ETH',
    '1ETH',
    '1',
    'ETH',
    '1  ETH',
    '1 ETH ',
    '1 ETH x',
    'NaN ETH',
  ]) {
    assert.match(refusal(wrong), /is not an amount: write a plain decimal, a space and the asset/, wrong);
  }
  assert.match(refusal('1 DOGECOIN'), /the asset `DOGECOIN` is unknown/);
});

test('an amount has at most the decimals of its asset', () => {
  assert.ok(parseAssetAmount('0.12345678 BTC', testAssets).ok);
  assert.equal(refusal('0.123456789 BTC'), '0.123456789 BTC is impossible: BTC has 8 decimals');
});

test('one limit per asset, each problem in its place', () => {
  assert.deepEqual(ruleProblems('forbid', '{amount: [{at_most: 1 ETH}, {at_most: 2 ETH}]}'), [
    'when.amount[1]: limits ETH a second time: write one limit per asset',
  ]);
  assert.deepEqual(ruleProblems('forbid', '{amount: [{at_most: 1 ETH}, {at_most: -2 BTC}]}'), [
    'when.amount[1].at_most: `-2 BTC` is not an amount: write a plain decimal, a space and the asset, such as 1.5 ETH',
  ]);
  assert.deepEqual(ruleProblems('forbid', '{amount: {at_most: 1 ETH, at_leats: 1 ETH}}'), [
    'when.amount.at_leats: unknown key `at_leats`: correct its spelling or remove it',
  ]);
  assert.deepEqual(ruleProblems('forbid', '{amount: []}'), [
    'when.amount: is empty: write a limit, or remove the criterion',
  ]);
  assert.deepEqual(ruleProblems('forbid', '{amount: 5 ETH}'), [
    'when.amount: must be limits such as {at_most: 1.5 ETH}, or a list of them',
  ]);
});
