import assert from 'node:assert/strict';
import { test } from 'node:test';
import { change, fares, ruleProblems, transaction } from '../../helpers/policy.ts';

test('cosigner is the configured name of who vouches for the request', () => {
  const when = '{cosigner: [cosigner-1]}';
  assert.equal(fares('forbid', when, transaction()), 'matched');
  assert.equal(fares('forbid', when, transaction({ cosigner: 'cosigner-2' })), 'failed cosigner');
  assert.equal(fares('forbid', when, change()), 'matched');
});

test('cosigner is visible ASCII', () => {
  assert.deepEqual(ruleProblems('forbid', '{cosigner: ["a b"]}'), [
    'when.cosigner[0]: must be 1 to 128 visible ASCII characters',
  ]);
});
