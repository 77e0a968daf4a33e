import assert from 'node:assert/strict';
import { test } from 'node:test';
import { composeFacts } from '../../../src/transaction/facts.ts';
import { detail, fares, ruleProblems, transaction } from '../../helpers/policy.ts';

const paying = (...outputTypes: readonly string[]) =>
  transaction({
    asset: 'BTC',
    facts: composeFacts({ family: 'bitcoin', digests: [], acts: ['payment'], details: {}, outputTypes }),
  });
const permit = '{output_types: [p2wpkh, p2tr]}';
const forbid = '{output_types: [data]}';

test('a permit needs every type in its list, a forbid or a hold one', () => {
  assert.equal(fares('permit', permit, paying('p2wpkh', 'p2tr')), 'matched');
  assert.equal(fares('permit', permit, paying('p2wpkh', 'p2sh')), 'failed output_types');
  for (const effect of ['forbid', 'hold']) {
    assert.equal(fares(effect, forbid, paying('data', 'p2tr')), 'matched');
    assert.equal(fares(effect, forbid, paying('p2tr')), 'failed output_types');
  }
});

test('other chains have no outputs; without bytes they are unknown, but for a forbid at approval', () => {
  assert.equal(fares('permit', permit, transaction()), 'failed output_types');
  const when = '{evidence: [none_at_approval, not_sent], asset: [BTC], output_types: [p2wpkh]}';
  const without = (evidence: 'none_at_approval' | 'not_sent') => transaction({ asset: 'BTC', evidence });
  assert.equal(fares('permit', when, without('none_at_approval')), 'unknown output_types');
  assert.equal(fares('forbid', forbid, without('none_at_approval')), 'failed output_types');
  assert.equal(fares('forbid', forbid, without('not_sent')), 'unknown output_types');
});

test('the trace says what was wanted and what was found', () => {
  assert.equal(detail('permit', permit, paying('p2sh')), 'wants nothing but p2wpkh, p2tr; found p2sh');
  assert.equal(
    detail('forbid', forbid, transaction()),
    'wants one of data; found no outputs that can be judged',
  );
});

test('only types that there are can be named', () => {
  assert.match(String(ruleProblems('permit', '{output_types: [p2pk]}')), /output_types\[0\]/);
});
