import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fares, ruleProblems, transaction } from '../../helpers/policy.ts';

test('operation matches the listed operations and no other', () => {
  const when = '{operation: [TRANSFER, BURN]}';
  assert.equal(fares('forbid', when, transaction({ operation: 'BURN' })), 'matched');
  assert.equal(fares('forbid', when, transaction({ operation: 'RAW' })), 'failed operation');
});

test('none_of matches every other operation', () => {
  const when = '{operation: {none_of: [TRANSFER]}}';
  assert.equal(fares('forbid', when, transaction({ operation: 'RAW' })), 'matched');
  assert.equal(fares('forbid', when, transaction()), 'failed operation');
});

test('operation names an operation of the protocol', () => {
  assert.match(
    String(ruleProblems('forbid', '{operation: [TRANSFERS]}')),
    /^when\.operation\[0\]: must be one of TRANSFER, MINT/,
  );
});
