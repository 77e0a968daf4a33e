import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { err, ok } from '../../src/lib/result.ts';
import { defineCriterion, type RuleContext } from '../../src/policy/criterion.ts';
import { wallClock } from '../../src/policy/wall-clock.ts';

const context: RuleContext = {
  assets: new Map(),
  bookNames: new Set(),
  timeZone: undefined,
  clockOf: wallClock,
  effect: 'permit',
};
const anything = defineCriterion('thing', z.unknown(), () =>
  ok({ judge: () => 'pass' as const, explain: () => 'explained' }),
);

function canonical(raw: unknown): string {
  const parsed = anything.parse(raw, context);
  assert.ok(parsed.ok);
  return parsed.value.canonical;
}

test('two spellings with the same meaning have the same canonical text', () => {
  assert.equal(canonical(['b', 'a']), canonical(['a', 'b']));
  assert.equal(canonical({ x: '1', y: ['p', 'q'] }), canonical({ y: ['q', 'p'], x: '1' }));
  assert.equal(canonical({ x: '1' }), 'thing {"x":"1"}');
});

test('different meanings have different canonical texts', () => {
  const texts = [
    'a',
    ['a'],
    ['a', 'b'],
    ['a,b'],
    { a: 'b' },
    { a: ['b'] },
    [['a'], 'b'],
    ['a', ['b']],
    null,
  ].map(canonical);
  assert.equal(new Set(texts).size, texts.length);
});

test('a wrong shape and a wrong meaning are both refused', () => {
  const strict = defineCriterion('thing', z.string('must be text'), () =>
    err([{ path: ['x'], message: 'no' }]),
  );
  assert.deepEqual(strict.parse(['a'], context), {
    ok: false,
    error: [{ path: [], message: 'must be text' }],
  });
  assert.deepEqual(strict.parse('a', context), { ok: false, error: [{ path: ['x'], message: 'no' }] });
});
