import assert from 'node:assert/strict';
import { test } from 'node:test';
import { change, fares, ruleProblems } from '../../helpers/policy.ts';

test('change_type matches the listed types and no other', () => {
  const when = '{change_type: [ADD_USER, POLICY_CHANGE]}';
  assert.equal(fares('forbid', when, change({ type: 'ADD_USER' })), 'matched');
  assert.equal(fares('forbid', when, change()), 'failed change_type');
});

test('change_type names types of the protocol only', () => {
  assert.match(
    String(ruleProblems('forbid', '{change_type: [DISABLE_EVERYTHING]}', 'configuration_change')),
    /must be one of UNMANAGED_WALLET, EXCHANGE/,
  );
});
