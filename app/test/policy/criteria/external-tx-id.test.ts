import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fares, transaction } from '../../helpers/policy.ts';

test('external_tx_id judges the id that the initiating system gave', () => {
  const when = '{external_tx_id: {present: true, format: ["WD-####"]}}';
  assert.equal(fares('permit', when, transaction({ externalTxId: 'WD-0042' })), 'matched');
  assert.equal(fares('permit', when, transaction({ externalTxId: 'WD-042' })), 'failed external_tx_id');
  assert.equal(fares('permit', when, transaction({ note: 'WD-0042' })), 'failed external_tx_id');
});
