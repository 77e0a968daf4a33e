import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Criterion, Found } from '../../src/policy/criterion.ts';
import type { RuleOver } from '../../src/policy/rule.ts';
import { indexRules } from '../../src/policy/rule-index.ts';

interface Item {
  readonly [field: string]: Found;
}
interface View {
  readonly fields: Item;
  readonly items: readonly Item[];
}

function requiring<T>(field: string, values: readonly string[], find: (view: T) => Found): Criterion<T> {
  return {
    key: field,
    canonical: field,
    judge: () => 'pass',
    explain: () => '',
    requires: { field, values, find },
  };
}

const field = (name: string, ...values: string[]) =>
  requiring<View>(name, values, ({ fields }) => fields[name]);
const itemField = (name: string, ...values: string[]) => requiring<Item>(name, values, (item) => item[name]);
const free: Criterion<View> = { key: 'free', canonical: 'free', judge: () => 'pass', explain: () => '' };

function rule(
  name: string,
  criteria: readonly Criterion<View>[],
  itemCriteria: readonly Criterion<Item>[] = [],
) {
  return { name, effect: 'permit', criteria, itemCriteria } as const;
}

function candidates(
  rules: readonly RuleOver<View, Item>[],
  fields: Item,
  items: readonly Item[] = [],
): string {
  const found = indexRules<View, Item, RuleOver<View, Item>>(rules)({ fields, items });
  return Array.from(found, ({ name }) => name)
    .sort()
    .join(' ');
}

test('a rule is a candidate for every combination of the names it requires, and for no other', () => {
  const rules = [
    rule('eth', [field('asset', 'ETH')]),
    rule('eth-0-1', [field('source', '0', '1'), field('asset', 'ETH')]),
    rule('btc-0', [field('asset', 'BTC'), field('source', '0')]),
    rule('any', [free]),
  ];
  assert.equal(candidates(rules, { asset: 'ETH', source: '0' }), 'any eth eth-0-1');
  assert.equal(candidates(rules, { asset: 'ETH', source: '2' }), 'any eth');
  assert.equal(candidates(rules, { asset: 'BTC', source: '0' }), 'any btc-0');
  assert.equal(candidates(rules, { asset: 'X', source: 'Y' }), 'any');
});

test('where the view does not say, or says several things, all rules of the group are candidates', () => {
  const rules = [
    rule('eth', [field('asset', 'ETH')]),
    rule('btc', [field('asset', 'BTC')]),
    rule('s', [field('source', '0')]),
  ];
  assert.equal(candidates(rules, { source: '1' }), 'btc eth');
  assert.equal(candidates(rules, { asset: ['ETH', 'X'], source: '1' }), 'btc eth');
});

test('of two requirements on one field, the narrower one files the rule', () => {
  const rules = [
    rule('wide-first', [field('asset', 'ETH', 'BTC'), field('asset', 'ETH')]),
    rule('narrow-first', [field('asset', 'ETH'), field('asset', 'ETH', 'BTC')]),
  ];
  assert.equal(candidates(rules, { asset: 'ETH' }), 'narrow-first wide-first');
  assert.equal(candidates(rules, { asset: 'BTC' }), '');
});

test('lists whose combinations would be too many are left to judging', () => {
  const many = Array.from({ length: 65 }, (_, i) => String(i));
  const rules = [rule('many', [field('source', ...many), field('asset', 'ETH')])];
  assert.equal(candidates(rules, { asset: 'ETH', source: '99' }), 'many');
  assert.equal(candidates(rules, { asset: 'BTC', source: '1' }), '');
  assert.equal(candidates([rule('fits', [field('source', ...many.slice(1))])], { source: '0' }), '');
});

test('requirements on items are met by any item', () => {
  const rules = [
    rule('a', [], [itemField('book', 'a')]),
    rule('b', [], [itemField('book', 'b')]),
    rule('id', [], [itemField('id', '1')]),
    rule('plain', []),
  ];
  assert.equal(candidates(rules, {}, [{ book: ['a', 'x'], id: '2' }]), 'a plain');
  assert.equal(candidates(rules, {}, [{ book: ['a', 'b'], id: '1' }]), 'a b id plain');
  assert.equal(
    candidates(rules, {}, [
      { book: [], id: '2' },
      { book: ['b'], id: '1' },
    ]),
    'b id plain',
  );
});

test('without items, or with an item that does not say, all rules of the shelf are candidates', () => {
  const rules = [rule('a', [], [itemField('book', 'a')]), rule('b', [], [itemField('book', 'b')])];
  assert.equal(candidates(rules, {}), 'a b');
  assert.equal(candidates(rules, {}, [{ book: ['a'] }, {}]), 'a b');
});

test('the least of the item lists files the rule', () => {
  const rules = [rule('r', [], [itemField('book', 'a', 'b'), itemField('id', '1')])];
  assert.equal(candidates(rules, {}, [{ book: ['z'], id: '1' }]), 'r');
  assert.equal(candidates(rules, {}, [{ book: ['a'], id: '2' }]), '');
});
