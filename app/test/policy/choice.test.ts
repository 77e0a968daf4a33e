import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Choice, choose } from '../../src/policy/choice.ts';
import type { Found } from '../../src/policy/criterion.ts';
import { detail, ruleProblems, transaction } from '../helpers/policy.ts';

function judge(choice: Choice, found: Found): string {
  return choose('field', choice, () => found).judge(undefined);
}

test('a list passes when what is found is on it, an exclusion when it is not', () => {
  const listed = { names: ['a', 'b'], excluded: false };
  const excluded = { names: ['a', 'b'], excluded: true };
  assert.deepEqual([judge(listed, 'b'), judge(listed, 'c')], ['pass', 'fail']);
  assert.deepEqual([judge(excluded, 'b'), judge(excluded, 'c')], ['fail', 'pass']);
  assert.deepEqual(
    [judge(listed, ['x', 'b']), judge(listed, ['x']), judge(listed, [])],
    ['pass', 'fail', 'fail'],
  );
  assert.deepEqual(
    [judge(excluded, ['x', 'b']), judge(excluded, ['x']), judge(excluded, [])],
    ['fail', 'pass', 'pass'],
  );
});

test('what cannot be found is unknown for both', () => {
  assert.equal(judge({ names: ['a'], excluded: false }, undefined), 'unknown');
  assert.equal(judge({ names: ['a'], excluded: true }, undefined), 'unknown');
});

test('only a list is a requirement that the index may rely on', () => {
  const find = () => 'a';
  assert.deepEqual(choose('field', { names: ['a'], excluded: false }, find).requires, {
    field: 'field',
    values: ['a'],
    find,
  });
  assert.equal(choose('field', { names: ['a'], excluded: true }, find).requires, undefined);
});

test('the trace shows the first names of a long list', () => {
  assert.equal(
    detail('forbid', '{source_id: [a, b, c, d, e]}', transaction()),
    'wants one of a, b, c, d, e; found 0',
  );
  assert.equal(
    detail('forbid', '{source_id: [a, b, c, d, e, f, g]}', transaction()),
    'wants one of a, b, c, d, e and 2 more; found 0',
  );
  const explain = (found: Found) =>
    choose('field', { names: ['a'], excluded: true }, () => found).explain(undefined);
  assert.equal(explain(undefined), 'wants none of a; found nothing that can be judged');
  assert.equal(explain(['a', 'b']), 'wants none of a; found a, b');
  assert.equal(explain([]), 'wants none of a; found none');
});

test('empty lists, repetitions and other shapes are refused', () => {
  assert.deepEqual(ruleProblems('forbid', '{source_id: []}'), [
    'when.source_id: is empty: name at least one, or remove the criterion',
  ]);
  assert.deepEqual(ruleProblems('forbid', '{source_id: {none_of: []}}'), [
    'when.source_id.none_of: is empty: name at least one, or remove the criterion',
  ]);
  assert.deepEqual(ruleProblems('forbid', '{source_id: [a, a]}'), ['when.source_id: names something twice']);
  assert.deepEqual(ruleProblems('forbid', '{source_id: a}'), [
    'when.source_id: must be a list such as [A, B], or {none_of: [A, B]}',
  ]);
  assert.deepEqual(ruleProblems('forbid', '{source_id: {not: [a]}}'), [
    'when.source_id.none_of: is missing: it must be written',
    'when.source_id.not: unknown key `not`: correct its spelling or remove it',
  ]);
});

test('an identifier has 1 to 128 visible ASCII characters', () => {
  for (const id of ['x', 'x'.repeat(128)]) {
    assert.match(
      String(ruleProblems('forbid', `{source_id: ["${id}"], asset: []}`)),
      /^when\.asset: is empty[^,]*, or[^,]*$/,
    );
  }
  for (const id of ['', 'x'.repeat(129), 'a b', '\u0430']) {
    assert.deepEqual(ruleProblems('forbid', `{source_id: ["${id}"]}`), [
      'when.source_id[0]: must be 1 to 128 visible ASCII characters',
    ]);
  }
});
