import assert from 'node:assert/strict';
import { test } from 'node:test';
import { document, load, rule } from '../helpers/policy.ts';

const anyForbid = rule('zz-forbid', 'forbid', '{operation: [RAW]}');

function warnings(rules: string): readonly string[] {
  return load(document(rules + anyForbid))
    .lint()
    .map(({ kind, rule }) => `${kind} ${rule}`);
}

test('a good policy has no warnings', () => {
  assert.deepEqual(warnings(rule('p', 'permit', '{asset: [ETH], amount: {at_most: 1 ETH}}')), []);
});

test('a policy that permits and forbids nothing is warned about; one without rules is not', () => {
  const policy = (rules: string) => load(document(rules)).lint();
  assert.deepEqual(policy(rule('p', 'permit', '{amount: {at_most: 1 ETH}}')), [
    {
      kind: 'no_forbid',
      message: 'the policy forbids nothing: one permit that is too wide is enough to let everything out',
    },
  ]);
  assert.deepEqual(policy(''), []);
});

test('a permit without an upper limit on its value is warned about', () => {
  for (const open of [
    '{asset: [ETH]}',
    '{amount: {at_least: 1 ETH}}',
    '{amount_usd: {more_than: 1 USD}}',
    '{amount: [{at_most: 1 ETH}, {at_least: 1 BTC}]}',
  ]) {
    assert.deepEqual(warnings(rule('p', 'permit', open)), ['permit_without_ceiling p'], open);
  }
  for (const closed of ['{amount: {less_than: 1 ETH}}', '{amount_usd: {at_most: 1 USD}}']) {
    assert.deepEqual(warnings(rule('p', 'permit', closed)), [], closed);
  }
  assert.deepEqual(warnings(rule('h', 'hold', '{asset: [ETH]}')), []);
  assert.deepEqual(warnings(rule('c', 'permit', '{change_type: [EXCHANGE]}', 'configuration_change')), []);
});

test('a permit to sign without verified bytes is warned about', () => {
  for (const kind of ['not_sent', 'no_decoder']) {
    const when = `{asset: [BTC], evidence: [${kind}], amount: {at_most: 1 BTC}}`;
    assert.deepEqual(warnings(rule('p', 'permit', when)), ['permit_without_bytes p']);
  }
  assert.deepEqual(
    warnings(rule('p', 'permit', '{evidence: [none_at_approval], amount: {at_most: 1 BTC}}')),
    [],
  );
});

test('of two equal rules, however they are written, the later name is shadowed', () => {
  const a = rule('a', 'hold', '{asset: [ETH, BTC], stage: [signing]}');
  const b = rule('b', 'hold', '{stage: [signing], asset: [BTC, ETH]}');
  assert.deepEqual(warnings(a + b), ['rule_shadowed b']);
  assert.deepEqual(warnings(b + a), ['rule_shadowed b']);
});

test('a rule with more criteria than another of the same effect is shadowed by it', () => {
  const wide = rule('wide', 'hold', '{asset: [ETH]}');
  const narrow = rule('narrow', 'hold', '{asset: [ETH], destination_type: [VAULT]}');
  assert.deepEqual(warnings(wide + narrow), ['rule_shadowed narrow']);
  assert.deepEqual(warnings(wide + rule('other', 'hold', '{asset: [BTC], destination_type: [VAULT]}')), []);
  assert.deepEqual(warnings(wide + rule('other', 'forbid', '{asset: [ETH], destination_type: [VAULT]}')), []);
});

test('a permit inside a forbid can never permit anything', () => {
  const inside = rule('p', 'permit', '{operation: [RAW], amount: {at_most: 1 ETH}}');
  assert.deepEqual(warnings(inside), ['permit_always_forbidden p']);
  assert.deepEqual(warnings(rule('p', 'permit', '{operation: [BURN], amount: {at_most: 1 ETH}}')), []);
  assert.deepEqual(warnings(rule('h', 'hold', '{operation: [RAW], amount: {at_most: 1 ETH}}')), []);
});

test('rules about different kinds of request are not compared, and a rule about everything contains all', () => {
  const everyChange = rule('a', 'forbid', '{}', 'configuration_change');
  const permit = rule('p', 'permit', '{change_type: [EXCHANGE]}', 'configuration_change');
  assert.deepEqual(warnings(everyChange), []);
  assert.deepEqual(warnings(everyChange + permit), ['permit_always_forbidden p']);
});

test('a rule is told once per kind of warning, and the rules in the order of their names', () => {
  const rules = ['c', 'b', 'a'].map((name) => rule(name, 'permit', '{asset: [ETH]}')).join('');
  const narrow = rule('0', 'permit', '{asset: [ETH], stage: [signing]}');
  assert.deepEqual(warnings(rules + narrow), [
    'rule_shadowed 0',
    'permit_without_ceiling 0',
    'permit_without_ceiling a',
    'rule_shadowed b',
    'permit_without_ceiling b',
    'rule_shadowed c',
    'permit_without_ceiling c',
  ]);
});
