import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Criterion, Outcome } from '../../src/policy/criterion.ts';
import { judgeRule } from '../../src/policy/rule.ts';
import type { Effect } from '../../src/policy/verdict.ts';

interface View {
  readonly items: readonly (readonly Outcome[])[];
}

function fixed(key: string, outcome: Outcome): Criterion<View> {
  return { key, canonical: key, judge: () => outcome, explain: () => `${key} explained` };
}

/** Item criterion i reads outcome i of the item. */
function reading(key: string, i: number): Criterion<readonly Outcome[]> {
  return { key, canonical: key, judge: (item) => item[i] ?? 'pass', explain: () => `${key} explained` };
}

function judge(effect: Effect, outcomes: readonly Outcome[], items?: View['items']): string {
  const criteria = outcomes.map((outcome, i) => fixed(`c${i}`, outcome));
  const itemCriteria = items === undefined ? [] : [reading('i0', 0), reading('i1', 1)];
  const { outcome, finding, passed } = judgeRule(
    { name: 'r', effect, criteria, itemCriteria },
    { items: items ?? [] },
  );
  return finding === undefined
    ? `${outcome} ${passed}`
    : `${outcome} ${passed} ${finding.criterion}: ${finding.explain()}`;
}

test('a rule without criteria matches', () => {
  assert.equal(judge('forbid', []), 'matched 0');
});

test('a failure counts more than an unknown, wherever it stands; the first of each is told', () => {
  assert.equal(judge('permit', ['pass', 'pass']), 'matched 2');
  assert.equal(judge('permit', ['pass', 'unknown', 'unknown']), 'unknown 1 c1: c1 explained');
  assert.equal(judge('permit', ['unknown', 'pass', 'fail', 'fail']), 'failed 1 c2: c2 explained');
});

test('without items the item criteria are unknown, for every effect', () => {
  for (const effect of ['forbid', 'hold', 'permit'] as const) {
    assert.equal(
      judge(effect, ['pass'], []),
      'unknown 1 i0, i1: the request names nothing that this could be judged on',
    );
    assert.equal(judge(effect, ['fail'], []), 'failed 0 c0: c0 explained');
  }
});

test('a permit needs every item to satisfy all item criteria', () => {
  assert.equal(judge('permit', [], [[], []]), 'matched 2');
  assert.equal(judge('permit', [], [[], ['pass', 'fail']]), 'failed 0 i1: i1 explained (2 of 2)');
  assert.equal(judge('permit', [], [['unknown'], ['fail'], ['fail']]), 'failed 0 i0: i0 explained (2 of 3)');
  assert.equal(judge('permit', [], [['unknown'], [], ['unknown']]), 'unknown 0 i0: i0 explained (1 of 3)');
});

test('a forbid or a hold needs one item that satisfies all item criteria, together', () => {
  for (const effect of ['forbid', 'hold'] as const) {
    assert.equal(judge(effect, [], [['fail'], [], ['unknown']]), 'matched 2');
    assert.equal(
      judge(
        effect,
        [],
        [
          ['fail', 'pass'],
          ['pass', 'fail'],
        ],
      ),
      'failed 0 i0: i0 explained (1 of 2)',
    );
    assert.equal(judge(effect, [], [['fail'], ['unknown'], ['fail']]), 'unknown 0 i0: i0 explained (2 of 3)');
    assert.equal(judge(effect, [], [['fail', 'unknown']]), 'failed 0 i0: i0 explained');
  }
});

test('an unknown criterion of the request gives way to a failing item, and is told before an unknown one', () => {
  assert.equal(judge('permit', ['pass', 'unknown'], [['fail']]), 'failed 2 i0: i0 explained');
  assert.equal(judge('permit', ['pass', 'unknown'], [['unknown']]), 'unknown 1 c1: c1 explained');
  assert.equal(judge('permit', ['pass', 'unknown'], [[]]), 'unknown 1 c1: c1 explained');
});
