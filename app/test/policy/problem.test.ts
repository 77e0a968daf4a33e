import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { describeIssues, formatPath } from '../../src/policy/problem.ts';

function described(shape: z.ZodType, raw: unknown): readonly string[] {
  const parsed = shape.safeParse(raw);
  assert.ok(!parsed.success);
  return describeIssues(parsed.error, raw, ['top']).map(
    ({ path, message }) => `${formatPath(path)}: ${message}`,
  );
}

test('a path is written as people write it', () => {
  assert.equal(formatPath(['rules', 3, 'when', 'amount']), 'rules[3].when.amount');
  assert.equal(formatPath([]), '');
});

test('unknown keys are reported one by one, and missing ones as missing', () => {
  const shape = z.strictObject({ a: z.enum(['x', 'y']) });
  assert.deepEqual(described(shape, { b: '1', c: '2' }), [
    'top.a: is missing: it must be written',
    'top.b: unknown key `b`: correct its spelling or remove it',
    'top.c: unknown key `c`: correct its spelling or remove it',
  ]);
  assert.deepEqual(described(shape, { a: 'z' }), ['top.a: must be one of x, y']);
});

test('a value inside something that is not a map is missing', () => {
  const shape = z.custom(() => false, { path: ['a', 'b'], message: 'never shown' });
  assert.deepEqual(described(shape, { a: 'text' }), ['top.a.b: is missing: it must be written']);
});

test('of several alternatives, the one whose outer shape fits is reported', () => {
  const shape = z.union(
    [z.array(z.string('must be text')), z.strictObject({ a: z.string('must be text') })],
    'list or map',
  );
  assert.deepEqual(described(shape, ['x', []]), ['top[1]: must be text']);
  assert.deepEqual(described(shape, { a: [] }), ['top.a: must be text']);
  assert.deepEqual(described(shape, 'x'), ['top: list or map']);
});
