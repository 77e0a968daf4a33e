import assert from 'node:assert/strict';
import { test } from 'node:test';
import { destination, fares, ruleProblems, transaction } from '../../helpers/policy.ts';

test('destination_type matches the listed kinds and no other', () => {
  assert.equal(fares('forbid', '{destination_type: [UNMANAGED]}', transaction()), 'matched');
  assert.equal(fares('forbid', '{destination_type: [VAULT]}', transaction()), 'failed destination_type');
});

test('a destination whose type the request states twice and differently is unknown', () => {
  const twoFaced = transaction({
    destinations: [destination()],
    destination: { type: 'VAULT', id: 'wallet-1' },
  });
  assert.equal(fares('permit', '{destination_type: [UNMANAGED]}', twoFaced), 'unknown destination_type');
});

test('destination_type names a kind of destination', () => {
  assert.match(String(ruleProblems('forbid', '{destination_type: [WALLET]}')), /must be one of VAULT/);
});
