import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Allowance } from '../../../src/transaction/facts.ts';
import { addressA, detail, evmFacts, fares, ruleProblems, transaction } from '../../helpers/policy.ts';

const allowing = (...units: readonly Allowance['units'][]) =>
  transaction({
    facts: evmFacts(
      {},
      { allowances: units.map((one) => ({ asset: 'USDC', spender: addressA, units: one })) },
    ),
  });
const limit = '{allowance: {at_most: 1000 USDC}}';
const unlisted = 'unlisted:ETH:0x9999999999999999999999999999999999999999';
const collection = transaction({
  facts: evmFacts({}, { allowances: [{ asset: unlisted, spender: addressA, units: 'unlimited' }] }),
});

test('a permit needs every allowance within its limits, and at least one', () => {
  assert.equal(fares('permit', limit, allowing(1_000_000_000n)), 'matched');
  assert.equal(fares('permit', limit, allowing(1_000_000_001n)), 'failed allowance');
  assert.equal(fares('permit', limit, allowing(1n, 1_000_000_001n)), 'failed allowance');
  assert.equal(fares('permit', limit, allowing()), 'failed allowance');
  assert.equal(fares('permit', '{allowance: {at_most: 1000 ETH}}', allowing(1n)), 'failed allowance');
});

test('the largest number is within no permit’s limit, unless it is named for the asset', () => {
  assert.equal(fares('permit', limit, allowing('unlimited')), 'failed allowance');
  assert.equal(
    fares('permit', '{allowance: {more_than: 1 USDC}}', allowing('unlimited')),
    'failed allowance',
  );
  assert.equal(fares('permit', '{allowance: {unlimited: USDC}}', allowing('unlimited', 5n)), 'matched');
  assert.equal(fares('permit', '{allowance: {unlimited: ETH}}', allowing('unlimited')), 'failed allowance');
  assert.equal(fares('permit', `{allowance: {unlimited: "${unlisted}"}}`, collection), 'matched');
});

test('for a forbid or a hold it is above every lower limit', () => {
  const above = '{allowance: {more_than: 1000 USDC}}';
  assert.equal(fares('forbid', above, allowing('unlimited')), 'matched');
  assert.equal(fares('hold', above, allowing(1_000_000_001n, 1n)), 'matched');
  assert.equal(fares('forbid', above, allowing(1_000_000_000n)), 'failed allowance');
  assert.equal(fares('forbid', limit, allowing('unlimited')), 'failed allowance');
  assert.equal(fares('forbid', '{allowance: {unlimited: USDC}}', allowing('unlimited')), 'matched');
  assert.equal(fares('forbid', '{allowance: {unlimited: USDC}}', allowing(5n)), 'failed allowance');
});

test('without bytes nothing is known of allowances', () => {
  assert.equal(fares('forbid', limit, transaction({ evidence: 'none_at_approval' })), 'failed allowance');
  assert.equal(fares('forbid', limit, transaction({ evidence: 'not_sent' })), 'unknown allowance');
});

test('the trace tells limits and allowances in the units of the token', () => {
  const both = '{allowance: [{at_most: 1000 USDC}, {unlimited: ETH}]}';
  assert.equal(
    detail('permit', both, allowing(1_000_000_001n, 'unlimited')),
    'wants at most 1000 USDC or unlimited ETH; found 1000.000001 USDC, unlimited USDC',
  );
  const unknown = { asset: unlisted, spender: addressA, units: 3n };
  const subject = transaction({ facts: evmFacts({}, { allowances: [unknown] }) });
  assert.match(String(detail('permit', both, subject)), /found 3 unlisted:/);
});

test('limits that mean nothing are reported', () => {
  for (const [when, message] of [
    ['{allowance: []}', /is empty/],
    ['{allowance: {at_most: 1 GOLD}}', /the asset `GOLD` is unknown/],
    ['{allowance: {unlimited: GOLD}}', /unlimited: `GOLD` is not a known asset/],
    ['{allowance: [{at_most: 1 ETH}, {unlimited: GOLD}]}', /allowance\[1\]\.unlimited: `GOLD`/],
    ['{allowance: {unlimited: ETH, at_most: 1 ETH}}', /is unlimited and has a limit/],
    ['{allowance: [{at_most: 1 ETH}, {at_most: 2 ETH}]}', /limits ETH a second time/],
    ['{allowance: 5}', /must be limits/],
  ] as const) {
    assert.match(ruleProblems('permit', when).join(), message);
  }
});
