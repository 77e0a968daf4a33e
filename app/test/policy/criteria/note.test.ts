import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detail, fares, transaction } from '../../helpers/policy.ts';

test("note judges the initiator's text", () => {
  const when = '{note: {present: true, format: ["*test*"]}}';
  assert.equal(fares('forbid', when, transaction({ note: 'a test payment' })), 'matched');
  assert.equal(fares('forbid', when, transaction({ note: 'a payment' })), 'failed note');
  assert.equal(fares('forbid', when, transaction({ externalTxId: 'test' })), 'failed note');
});

test('what the trace shows of a note is quoted and short', () => {
  const shown = detail('forbid', '{note: {format: [x]}}', transaction({ note: `"\n${'a'.repeat(500)}` }));
  assert.equal(shown, `wants one of the formats x; found "\\"\\n${'a'.repeat(58)}"`);
});
