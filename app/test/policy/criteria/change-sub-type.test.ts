import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressA, change, fares } from '../../helpers/policy.ts';

const when = '{change_sub_type: [EXTERNAL]}';

test('change_sub_type matches the listed sub types of wallets and accounts', () => {
  assert.equal(fares('forbid', when, change()), 'matched');
  assert.equal(
    fares(
      'forbid',
      when,
      change({}, { shape: 'address', subType: 'CONTRACT', asset: 'ETH', address: addressA }),
    ),
    'failed change_sub_type',
  );
  assert.equal(
    fares('forbid', when, change({ type: 'EXCHANGE' }, { shape: 'account', subType: 'EXTERNAL' })),
    'matched',
  );
});

test('a change without a sub type is unknown', () => {
  assert.equal(
    fares('forbid', when, change({ type: 'ADD_USER' }, { shape: 'opaque' })),
    'unknown change_sub_type',
  );
  assert.equal(
    fares('forbid', when, change({}, { shape: 'address', asset: 'ETH', address: addressA })),
    'unknown change_sub_type',
  );
});
