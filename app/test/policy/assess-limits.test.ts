import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressB, document, evmFacts, load, rule, summary, transaction } from '../helpers/policy.ts';

const limits = 'limits: [{ name: day, window: 24h, at_most: 1 USDC }]';
const permit = rule('r', 'permit', '{acts: [payment, undeclared_payment]}');
const payments = [{ asset: 'USDC', to: addressB, units: 5_000_000n }];
const call = transaction({ facts: evmFacts({}, { payments, acts: ['undeclared_payment'] }) });

test('a payment that nobody declared, and so no limit counts, is refused where there are limits', () => {
  const verdict = load(document(permit, limits)).evaluate(call);
  assert.ok(verdict.outcome === 'unmeasured');
  assert.equal(verdict.exceeding, 'refuse');
  assert.match(JSON.stringify(verdict.trace), /the bytes pay what nobody declared, which no limit counts/);
});

test('without limits it is judged by the rules alone, and a declared payment is counted', () => {
  assert.equal(summary(load(document(permit)).evaluate(call)), 'permitted r');
  assert.equal(summary(load(document(permit, limits)).evaluate(transaction())), 'permitted r');
});
