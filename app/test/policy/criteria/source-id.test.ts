import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fares, transaction } from '../../helpers/policy.ts';

test('source_id matches the listed sources by their exact text', () => {
  assert.equal(fares('forbid', '{source_id: ["0", "12"]}', transaction()), 'matched');
  assert.equal(fares('forbid', '{source_id: ["00", "1"]}', transaction()), 'failed source_id');
});

test('a source without an id is unknown, for lists and for none_of', () => {
  const nameless = transaction({ source: { type: 'VAULT', id: '' } });
  assert.equal(fares('forbid', '{source_id: ["0"]}', nameless), 'unknown source_id');
  assert.equal(fares('permit', '{source_id: {none_of: ["0"]}}', nameless), 'unknown source_id');
});
