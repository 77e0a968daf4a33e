import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fares, ruleProblems, transaction } from '../../helpers/policy.ts';

test('stage tells an approval from a signature', () => {
  assert.equal(fares('forbid', '{stage: [signing]}', transaction()), 'matched');
  assert.equal(
    fares('forbid', '{stage: [signing]}', transaction({ evidence: 'none_at_approval' })),
    'failed stage',
  );
});

test('stage names a stage', () => {
  assert.deepEqual(ruleProblems('forbid', '{stage: [sign]}'), [
    'when.stage[0]: must be one of approval, signing',
  ]);
});
