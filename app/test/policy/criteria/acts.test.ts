import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Act } from '../../../src/transaction/facts.ts';
import {
  detail,
  evmFacts,
  fares,
  ruleProblems,
  type SubjectFields,
  transaction,
} from '../../helpers/policy.ts';

const doing = (...acts: readonly Act[]): SubjectFields => ({ facts: evmFacts({}, { acts }) });

test('a permit without a word about acts permits payments and nothing beside them', () => {
  assert.equal(fares('permit', '{asset: [ETH]}', transaction(doing('payment'))), 'matched');
  assert.equal(fares('permit', '{asset: [ETH]}', transaction(doing('allowance'))), 'failed acts');
  assert.equal(fares('permit', '{asset: [ETH]}', transaction(doing('payment', 'allowance'))), 'failed acts');
});

test('a permit has to name every act', () => {
  const when = '{acts: [payment, allowance]}';
  assert.equal(fares('permit', when, transaction(doing('payment', 'allowance'))), 'matched');
  assert.equal(fares('permit', when, transaction(doing('allowance'))), 'matched');
  assert.equal(fares('permit', when, transaction(doing('allowance', 'batch'))), 'failed acts');
});

for (const effect of ['forbid', 'hold']) {
  test(`a ${effect} applies when one of its acts is there`, () => {
    const when = '{acts: [batch, delegatecall]}';
    assert.equal(fares(effect, when, transaction(doing('payment', 'delegatecall'))), 'matched');
    assert.equal(fares(effect, when, transaction(doing('payment', 'allowance'))), 'failed acts');
  });

  test(`without bytes a ${effect} does not apply at approval and is unknown at signing`, () => {
    const when = '{acts: [delegatecall]}';
    assert.equal(fares(effect, when, transaction({ evidence: 'none_at_approval' })), 'failed acts');
    assert.equal(fares(effect, when, transaction({ evidence: 'not_sent' })), 'unknown acts');
    assert.equal(fares(effect, when, transaction({ evidence: 'no_decoder' })), 'unknown acts');
  });
}

test('a permit that accepts the absence of bytes by name accepts that their acts are not known', () => {
  const when = '{evidence: [none_at_approval, not_sent], asset: [ETH]}';
  assert.equal(fares('permit', when, transaction({ evidence: 'none_at_approval' })), 'matched');
  assert.equal(fares('permit', when, transaction({ evidence: 'not_sent' })), 'matched');
});

test('the trace says what was wanted and what was found', () => {
  const subject = transaction(doing('payment', 'allowance'));
  assert.equal(
    detail('permit', '{asset: [ETH]}', subject),
    'wants nothing but payment; found allowance, payment',
  );
  assert.equal(detail('forbid', '{acts: [batch]}', subject), 'wants one of batch; found allowance, payment');
  assert.equal(
    detail('forbid', '{acts: [batch]}', transaction({ evidence: 'not_sent' })),
    'wants one of batch; found no bytes',
  );
});

test('only known acts can be named', () => {
  assert.match(ruleProblems('permit', '{acts: [anything]}').join(), /^acts\[0\]|when\.acts\[0\]/);
});
