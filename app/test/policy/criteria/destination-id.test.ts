import assert from 'node:assert/strict';
import { test } from 'node:test';
import { destination, fares, transaction } from '../../helpers/policy.ts';

test('destination_id matches the listed accounts by their exact text', () => {
  assert.equal(fares('forbid', '{destination_id: [wallet-1]}', transaction()), 'matched');
  assert.equal(fares('forbid', '{destination_id: [wallet-2]}', transaction()), 'failed destination_id');
});

test('a one-time address certainly has no id; anything else without one is unknown', () => {
  const oneTime = transaction({ destinations: [destination({ type: 'ONE_TIME_ADDRESS', id: '' })] });
  const nameless = transaction({ destinations: [destination({ id: '' })] });
  assert.equal(fares('forbid', '{destination_id: [wallet-1]}', oneTime), 'failed destination_id');
  assert.equal(fares('forbid', '{destination_id: {none_of: [wallet-1]}}', oneTime), 'matched');
  assert.equal(fares('forbid', '{destination_id: [wallet-1]}', nameless), 'unknown destination_id');
});

test('a destination whose id the request states twice and differently is unknown', () => {
  const twoFaced = transaction({
    destinations: [destination()],
    destination: { type: 'UNMANAGED', id: 'wallet-2' },
  });
  assert.equal(fares('permit', '{destination_id: [wallet-1]}', twoFaced), 'unknown destination_id');
});
