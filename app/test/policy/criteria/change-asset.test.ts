import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressA, change, fares, ruleProblems } from '../../helpers/policy.ts';

test('change_asset matches the asset of the address in question', () => {
  assert.equal(fares('forbid', '{change_asset: [ETH]}', change()), 'matched');
  assert.equal(fares('forbid', '{change_asset: [BTC]}', change()), 'failed change_asset');
});

test('of an account with addresses for several assets, a forbid needs one and a permit all', () => {
  const addresses = new Map([
    ['ETH', addressA],
    ['BTC', 'bc1qexample'],
  ]);
  const account = change({ type: 'EXCHANGE' }, { shape: 'account', addresses });
  assert.equal(fares('forbid', '{change_asset: [BTC]}', account), 'matched');
  assert.equal(
    fares('permit', '{change_type: [EXCHANGE], change_asset: [BTC]}', account),
    'failed change_asset',
  );
  assert.equal(fares('permit', '{change_type: [EXCHANGE], change_asset: [BTC, ETH]}', account), 'matched');
});

test('a change that is about no address is unknown', () => {
  for (const details of [{ shape: 'opaque' }, { shape: 'network' }, { shape: 'account' }] as const) {
    assert.equal(fares('forbid', '{change_asset: [ETH]}', change({}, details)), 'unknown change_asset');
  }
});

test('change_asset names known assets', () => {
  assert.match(
    String(ruleProblems('forbid', '{change_asset: [ETHH]}', 'configuration_change')),
    /`ETHH` is not a known asset/,
  );
});
