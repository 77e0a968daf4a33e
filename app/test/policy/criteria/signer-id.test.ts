import assert from 'node:assert/strict';
import { test } from 'node:test';
import { change, fares, transaction } from '../../helpers/policy.ts';

test('signer_id is the API user of the request, whatever the request is about', () => {
  const when = '{signer_id: [signer-1]}';
  assert.equal(fares('forbid', when, transaction()), 'matched');
  assert.equal(fares('forbid', when, transaction({ signerId: 'signer-2' })), 'failed signer_id');
  assert.equal(fares('forbid', when, change()), 'matched');
  assert.equal(fares('forbid', when, change({ signerId: 'signer-2' })), 'failed signer_id');
});
