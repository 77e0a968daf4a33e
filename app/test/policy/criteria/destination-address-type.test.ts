import assert from 'node:assert/strict';
import { test } from 'node:test';
import { destination, fares, transaction } from '../../helpers/policy.ts';

const when = '{destination_address_type: [WHITELISTED]}';

test('destination_address_type matches the listed type and no other', () => {
  const typed = (addressType: 'WHITELISTED' | 'ONE_TIME') =>
    transaction({ destinations: [destination({ addressType })] });
  assert.equal(fares('permit', when, typed('WHITELISTED')), 'matched');
  assert.equal(fares('permit', when, typed('ONE_TIME')), 'failed destination_address_type');
});

test('the type of a single destination may stand at the request instead', () => {
  assert.equal(fares('permit', when, transaction({ destAddressType: 'WHITELISTED' })), 'matched');
  const two = transaction({ destAddressType: 'WHITELISTED', destinations: [destination(), destination()] });
  assert.equal(fares('permit', when, two), 'unknown destination_address_type');
});

test('without a type, or with two that differ, the criterion is unknown', () => {
  assert.equal(fares('permit', when, transaction()), 'unknown destination_address_type');
  const twoFaced = transaction({
    destAddressType: 'WHITELISTED',
    destinations: [destination({ addressType: 'ONE_TIME' })],
  });
  assert.equal(fares('permit', when, twoFaced), 'unknown destination_address_type');
});
