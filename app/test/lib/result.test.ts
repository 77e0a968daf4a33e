import assert from 'node:assert/strict';
import { test } from 'node:test';
import { err, ok, unreachable } from '../../src/lib/result.ts';

test('a success and a refusal say which they are', () => {
  assert.deepEqual(ok(1), { ok: true, value: 1 });
  assert.deepEqual(err('why'), { ok: false, error: 'why' });
});

test('reaching the unreachable throws and shows the value', () => {
  // @ts-expect-error a value that has a type left cannot be unreachable
  assert.throws(() => unreachable({ kind: 'surprise' }), /unreachable: \{"kind":"surprise"\}/);
});
