import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evidenceKinds } from '../../../src/transaction/evidence.ts';
import { fares, ruleProblems, sealEvidence, transaction } from '../../helpers/policy.ts';

test('evidence matches each kind by its name and no other', () => {
  for (const wanted of evidenceKinds) {
    for (const found of evidenceKinds) {
      const expected = wanted === found ? 'matched' : 'failed evidence';
      assert.equal(fares('forbid', `{evidence: [${wanted}]}`, transaction({ evidence: found })), expected);
    }
  }
});

test('a permit that does not mention evidence accepts matched bytes only', () => {
  const when = '{asset: [ETH]}';
  assert.equal(fares('permit', when, transaction()), 'matched');
  for (const evidence of ['none_at_approval', 'not_sent', 'no_decoder'] as const) {
    assert.equal(fares('permit', when, transaction({ evidence })), 'failed evidence');
    assert.equal(fares('forbid', when, transaction({ evidence })), 'matched');
  }
});

test('a transaction whose evidence is that of a configuration change is unknown', () => {
  const { request, cosigner, now } = transaction();
  const evidence = sealEvidence({ kind: 'not_a_transaction', request });
  assert.equal(fares('permit', '{asset: [ETH]}', { request, evidence, cosigner, now }), 'unknown evidence');
});

test('evidence is a list: what a rule accepts is never said by exclusion', () => {
  assert.deepEqual(ruleProblems('forbid', '{evidence: {none_of: [bytes_matched]}}'), [
    'when.evidence: must be a list such as [A, B]',
  ]);
});
