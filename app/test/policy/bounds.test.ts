import assert from 'node:assert/strict';
import { test } from 'node:test';
import { err, ok } from '../../src/lib/result.ts';
import {
  type BoundTexts,
  describeBounds,
  describeRange,
  judgeRange,
  parseBounds,
} from '../../src/policy/bounds.ts';
import { decimal } from '../helpers/policy.ts';

function parse(texts: BoundTexts) {
  return parseBounds(texts, (text) => {
    const [number = '', unit = ''] = text.split(' ');
    return unit === '' ? err('no unit') : ok({ value: decimal(number), unit });
  });
}

function bounds(texts: BoundTexts) {
  const parsed = parse(texts);
  assert.ok(parsed.ok, JSON.stringify(texts));
  return parsed.value.bounds;
}

function refusal(texts: BoundTexts): string {
  const parsed = parse(texts);
  assert.ok(!parsed.ok, JSON.stringify(texts));
  return parsed.error.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n');
}

function judge(texts: BoundTexts, low: string, high = low): string {
  return judgeRange(bounds(texts), { low: decimal(low), high: decimal(high) });
}

test('each limit has an inside and an outside', () => {
  for (const [texts, inside, outside] of [
    [{ at_most: '2 X' }, '2', '2.000000000000000001'],
    [{ less_than: '2 X' }, '1.999999999999999999', '2'],
    [{ at_least: '2 X' }, '2', '1.999999999999999999'],
    [{ more_than: '2 X' }, '2.000000000000000001', '2'],
  ] as const) {
    assert.equal(judge(texts, inside), 'pass');
    assert.equal(judge(texts, outside), 'fail');
  }
});

test('a range passes when all of it is inside, fails when none of it is, and is unknown otherwise', () => {
  const between = { at_least: '1 X', at_most: '2 X' };
  assert.equal(judge(between, '1', '2'), 'pass');
  assert.equal(judge(between, '0.9', '2'), 'unknown');
  assert.equal(judge(between, '1', '2.1'), 'unknown');
  assert.equal(judge(between, '0', '3'), 'unknown');
  assert.equal(judge(between, '0', '0.9'), 'fail');
  assert.equal(judge(between, '2.1', '3'), 'fail');
});

test('limits that no amount can satisfy are refused, those that one amount satisfies are not', () => {
  for (const texts of [
    { at_least: '2 X', at_most: '1 X' },
    { at_least: '2 X', less_than: '2 X' },
    { more_than: '2 X', at_most: '2 X' },
    { less_than: '0 X' },
  ]) {
    assert.match(refusal(texts), /contradicts itself/);
  }
  assert.equal(judge({ at_least: '2 X', at_most: '2 X' }, '2'), 'pass');
  assert.equal(judge({ at_most: '0 X' }, '0'), 'pass');
});

test('no limit, two limits of one side, and mixed units are refused', () => {
  assert.match(refusal({}), /has no limit/);
  assert.match(refusal({ at_least: '1 X', more_than: '1 X' }), /has both at_least and more_than/);
  assert.match(refusal({ at_most: '1 X', less_than: '1 X' }), /has both at_most and less_than/);
  assert.match(refusal({ at_least: '1 X', at_most: '2 Y' }), /mixes X and Y/);
});

test('every amount that cannot be read is reported', () => {
  assert.equal(refusal({ at_least: '1', at_most: '2' }), 'at_least: no unit\nat_most: no unit');
});

test('limits and ranges are described in words', () => {
  assert.equal(describeBounds(bounds({ more_than: '1 X', at_most: '2.5 X' })), 'more than 1 and at most 2.5');
  assert.equal(describeBounds(bounds({ at_least: '1 X', less_than: '2 X' })), 'at least 1 and less than 2');
  assert.equal(describeRange({ low: decimal('1.0'), high: decimal('1') }), '1');
  assert.equal(describeRange({ low: decimal('1'), high: decimal('1.5') }), '1 to 1.5');
});
