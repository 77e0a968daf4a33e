import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parsePrices, priceOf } from '../../src/cost/prices.ts';
import { readText } from '../helpers/template.ts';

const good = { id: 'task', usageType: 'T', price: 0.01, unit: 'hour', date: '2026-11', confidence: 'high' };
const file = (entry: unknown): string => JSON.stringify({ prices: [entry] });

describe('the price file', () => {
  test('is read whole, each price once', () => {
    const text = readText('pricing.ap-northeast-1.json');
    assert.equal(parsePrices(text).size, text.match(/"id":/g)?.length);
  });

  test('gives a price by its id', () => {
    assert.equal(priceOf(parsePrices(file(good)), 'task').price, 0.01);
  });

  for (const [what, entry, message] of [
    ['a price of nothing', { ...good, price: 0 }, /task has no price above zero/],
    ['a price in words', { ...good, price: '0.01' }, /task has no price above zero/],
    ['a date without a month', { ...good, date: '2026' }, /task has no date/],
    ['a thirteenth month', { ...good, date: '2026-13' }, /task has no date/],
    ['an unknown confidence', { ...good, confidence: 'sure' }, /task has no confidence/],
    ['no unit', { ...good, unit: undefined }, /needs id, usageType and unit/],
    ['no object', 7, /no object/],
  ] as const) {
    test(`is refused with ${what}`, () => {
      assert.throws(() => parsePrices(file(entry)), message);
    });
  }

  test('is refused without a list', () => {
    assert.throws(() => parsePrices('{}'), /no list of prices/);
  });

  test('never gives a price that it has not', () => {
    assert.throws(() => priceOf(parsePrices(file(good)), 'other'), /has no other/);
  });
});
