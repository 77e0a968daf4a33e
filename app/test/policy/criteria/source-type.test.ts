import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fares, ruleProblems, transaction } from '../../helpers/policy.ts';

test('source_type matches the listed kinds of source and no other', () => {
  assert.equal(fares('forbid', '{source_type: [VAULT]}', transaction()), 'matched');
  assert.equal(
    fares('forbid', '{source_type: [VAULT]}', transaction({ source: { type: 'EXCHANGE', id: '0' } })),
    'failed source_type',
  );
});

test('source_type uses the names of the callback, not of the REST interface', () => {
  assert.match(
    String(ruleProblems('forbid', '{source_type: [VAULT_ACCOUNT]}')),
    /must be one of VAULT, EXCHANGE/,
  );
});
