import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Judgement } from '../../src/policy/rule.ts';
import { composeTrace, maxDetailCharacters } from '../../src/policy/trace.ts';
import type { Effect } from '../../src/policy/verdict.ts';

function failed(rule: string, passed: number, effect: Effect = 'permit', text = 'because'): Judgement {
  return {
    rule,
    effect,
    outcome: 'failed',
    passed,
    finding: { outcome: 'fail', criterion: 'amount', explain: () => text },
  };
}

function unknown(rule: string, effect: Effect): Judgement {
  return {
    rule,
    effect,
    outcome: 'unknown',
    passed: 0,
    finding: { outcome: 'unknown', criterion: 'fee', explain: () => '?' },
  };
}

function matched(rule: string, effect: Effect): Judgement {
  return { rule, effect, outcome: 'matched', passed: 3 };
}

const names = (judgements: readonly Judgement[], limit: number) =>
  composeTrace(judgements, 100, limit, []).rules.map(({ rule }) => rule);

test('what fits is told whole, sorted by name', () => {
  assert.deepEqual(composeTrace([matched('b', 'permit'), failed('a', 1)], 5, 2, []), {
    rules: [
      { rule: 'a', effect: 'permit', outcome: 'failed', criterion: 'amount', detail: 'because' },
      { rule: 'b', effect: 'permit', outcome: 'matched' },
    ],
    skipped: 3,
  });
});

test('of too many, the ones that decide are told first: forbids, holds, permits, then the nearest', () => {
  const all = [
    failed('near', 9),
    failed('far', 1, 'forbid'),
    matched('p1', 'permit'),
    unknown('h1', 'hold'),
    matched('f2', 'forbid'),
    unknown('f1', 'forbid'),
    failed('middle-b', 5),
    failed('middle-a', 5),
  ];
  assert.deepEqual(names(all, 1), ['f1']);
  assert.deepEqual(names(all, 2), ['f1', 'f2']);
  assert.deepEqual(names(all, 3), ['f1', 'f2', 'h1']);
  assert.deepEqual(names(all, 4), ['f1', 'f2', 'h1', 'p1']);
  assert.deepEqual(names(all, 5), ['f1', 'f2', 'h1', 'near', 'p1']);
  assert.deepEqual(names(all, 6), ['f1', 'f2', 'h1', 'middle-a', 'near', 'p1']);
  assert.deepEqual(names(all.toReversed(), 6), names(all, 6));
  assert.equal(composeTrace(all, 100, 6, []).skipped, 94);
});

test('additions are told on top of the limit and are no rules of the policy', () => {
  const addition = { rule: '(addition)', effect: 'permit', outcome: 'failed' } as const;
  const trace = composeTrace([matched('a', 'forbid'), matched('b', 'forbid')], 2, 1, [addition]);
  assert.deepEqual(trace, {
    rules: [addition, { rule: 'a', effect: 'forbid', outcome: 'matched' }],
    skipped: 1,
  });
});

test('a detail of the largest length is told whole, a longer one is cut', () => {
  const told = (length: number) =>
    composeTrace([failed('a', 1, 'permit', 'x'.repeat(length))], 1, 1, []).rules[0]?.detail;
  assert.equal(told(maxDetailCharacters), 'x'.repeat(maxDetailCharacters));
  assert.equal(told(maxDetailCharacters + 1), `${'x'.repeat(maxDetailCharacters)}...`);
});
