import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addressA,
  decimal,
  detail,
  document,
  evmFacts,
  fares,
  load,
  rule,
  ruleProblems,
  summary,
  transaction,
} from '../../helpers/policy.ts';

const permit = '{fee: {at_most: 0.001 ETH}}';

test('the fee is the most that the bytes can cost, whatever is declared', () => {
  const costing = (maxFeeWei: bigint) => transaction({ fee: decimal('0'), facts: evmFacts({ maxFeeWei }) });
  assert.equal(fares('permit', permit, costing(10n ** 15n)), 'matched');
  assert.equal(fares('permit', permit, costing(10n ** 15n + 1n)), 'failed fee');
  assert.equal(detail('permit', permit, costing(10n ** 16n)), 'wants at most 0.001 ETH; found 0.01 ETH');
});

test('without bytes the declared fee counts', () => {
  const when = '{evidence: [not_sent], asset: [ETH], fee: {at_most: 0.001 ETH}}';
  const declaring = (fee: string) => transaction({ evidence: 'not_sent', fee: decimal(fee) });
  assert.equal(fares('permit', when, declaring('0.001')), 'matched');
  assert.equal(fares('permit', when, declaring('0.0011')), 'failed fee');
});

test('a limit in the unit of another asset fails', () => {
  assert.equal(fares('forbid', '{fee: {more_than: 0 ETH_TEST5}}', transaction()), 'failed fee');
});

test('no fee, or an asset that may pay its fee in another one, is unknown', () => {
  const approval = transaction({ evidence: 'none_at_approval' });
  assert.equal(fares('forbid', '{fee: {more_than: 1 ETH}}', approval), 'unknown fee');
  assert.equal(
    detail('forbid', '{fee: {more_than: 1 ETH}}', approval),
    'wants more than 1 ETH; found no fee that can be judged',
  );
  const token = transaction({ asset: 'USDC', evidence: 'no_decoder', fee: decimal('0.001') });
  assert.equal(fares('forbid', '{fee: {more_than: 1 USDC}}', token), 'unknown fee');
});

test('a fee needs a known unit', () => {
  assert.match(String(ruleProblems('forbid', '{fee: {more_than: 1 GWEI}}')), /the asset `GWEI` is unknown/);
});

test('the fee of a token is in the coin of its chain', () => {
  const assets = `assets: {USD: {family: evm_token, native: ETH, contract: "${addressA}", decimals: 6}}`;
  const when = '{evidence: [not_sent], asset: [USD], fee: {at_most: 0.001 ETH}}';
  const policy = load(document(rule('r', 'permit', when), assets));
  const paying = (fee: string) => transaction({ asset: 'USD', evidence: 'not_sent', fee: decimal(fee) });
  assert.equal(summary(policy.evaluate(paying('0.001'))), 'permitted r');
  assert.equal(summary(policy.evaluate(paying('0.0011'))), 'not_permitted');
});
