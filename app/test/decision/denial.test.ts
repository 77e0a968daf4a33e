import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deny, refusalReasons, retryReasons } from '../../src/decision/denial.ts';

test('a denial has its reason and, unless told more, an empty detail', () => {
  assert.deepEqual(deny('signer_missing'), { reason: 'signer_missing', detail: {} });
  const detail = { declared: '1', found: 2, known: false };
  assert.deepEqual(deny('transaction_chain_mismatch', detail), {
    reason: 'transaction_chain_mismatch',
    detail,
  });
});

test('every reason is snake_case and named once, refusals and retries together', () => {
  const reasons: readonly string[] = [...refusalReasons, ...retryReasons];
  for (const reason of reasons) assert.match(reason, /^[a-z]+(?:_[a-z]+)*$/);
  assert.equal(new Set(reasons).size, reasons.length);
});
