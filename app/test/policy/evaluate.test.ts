import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maxTracedRules } from '../../src/policy/trace.ts';
import { change, decimal, document, load, rule, summary, transaction } from '../helpers/policy.ts';

const forbid = rule('f', 'forbid', '{asset: [ETH]}');
const hold = rule('h', 'hold', '{asset: [ETH]}');
const permit = rule('p', 'permit', '{asset: [ETH]}');
const unknownForbid = rule('uf', 'forbid', '{note: {format: [x]}}');
const unknownHold = rule('uh', 'hold', '{note: {format: [x]}}');
const unknownPermit = rule('up', 'permit', '{note: {format: [x]}}');

function outcome(rules: string, subject = transaction()): string {
  const policy = load(document(rules));
  const verdict = summary(policy.evaluate(subject));
  assert.equal(summary(policy.explain(subject)), verdict);
  return verdict;
}

test('a policy without rules permits nothing', () => {
  assert.equal(outcome(''), 'not_permitted');
  assert.equal(outcome('', change()), 'not_permitted');
});

test('forbid beats hold, hold beats permit, permit beats nothing', () => {
  assert.equal(outcome(permit), 'permitted p');
  assert.equal(outcome(permit + hold), 'held');
  assert.equal(outcome(permit + hold + forbid), 'forbidden');
  assert.equal(outcome(hold), 'held');
});

test('a rule that cannot be evaluated counts against the request', () => {
  assert.equal(outcome(unknownPermit), 'not_permitted');
  assert.equal(outcome(permit + unknownPermit), 'permitted p');
  assert.equal(outcome(permit + unknownHold), 'held');
  assert.equal(outcome(permit + unknownHold + unknownForbid), 'unevaluable');
  assert.equal(outcome(permit + forbid + unknownForbid), 'forbidden');
});

test('rules that fail change nothing', () => {
  const others = ['forbid', 'hold', 'permit']
    .map((effect) => rule(`o-${effect}`, effect, '{asset: [BTC]}'))
    .join('');
  assert.equal(outcome(others), 'not_permitted');
  assert.equal(outcome(others + permit), 'permitted p');
});

test('a permit carries the very request and evidence, and the names of all permits that matched, sorted', () => {
  const subject = transaction();
  const verdict = load(document(rule('z', 'permit', '{asset: [ETH]}') + permit)).evaluate(subject);
  assert.ok(verdict.outcome === 'permitted');
  assert.equal(verdict.permit.request, subject.request);
  assert.equal(verdict.permit.evidence, subject.evidence);
  assert.deepEqual(verdict.permit.rules, ['p', 'z']);
  assert.ok(Object.isFrozen(verdict.permit));
});

test('rules about the other kind of request do not matter', () => {
  const both = permit + rule('c', 'permit', '{change_type: [EXCHANGE]}', 'configuration_change');
  assert.equal(outcome(both), 'permitted p');
  assert.equal(outcome(both, change({ type: 'EXCHANGE' }, { shape: 'account' })), 'permitted c');
  assert.equal(outcome(permit, change()), 'not_permitted');
});

test('a configuration change of an unknown type is never permitted, and the trace says why', () => {
  const rules = rule('c', 'permit', '{change_type: [EXCHANGE]}', 'configuration_change');
  const subject = change({ type: 'EXCHANGE', known: false }, { shape: 'account' });
  assert.equal(outcome(rules, subject), 'not_permitted');
  assert.deepEqual(load(document(rules)).evaluate(subject).trace, {
    rules: [
      {
        rule: '(unknown configuration type)',
        effect: 'permit',
        outcome: 'failed',
        criterion: 'change_type',
        detail: 'the type "EXCHANGE" is not one that this handler knows: it is never permitted',
      },
      { rule: 'c', effect: 'permit', outcome: 'matched' },
    ],
    skipped: 0,
  });
});

test('a configuration change of an unknown type may still be forbidden or held', () => {
  const subject = change({ type: 'SOMETHING', known: false }, { shape: 'opaque' });
  assert.equal(outcome(rule('c', 'hold', '{}', 'configuration_change'), subject), 'held');
  assert.equal(outcome(rule('c', 'forbid', '{}', 'configuration_change'), subject), 'forbidden');
});

test('the trace of a decision tells what decided and skips what the index left out', () => {
  const rules =
    permit +
    rule('btc', 'permit', '{asset: [BTC]}') +
    rule('small', 'permit', '{asset: [ETH], amount: {at_most: 0.5 ETH}}');
  assert.deepEqual(load(document(rules)).evaluate(transaction()).trace, {
    rules: [
      { rule: 'p', effect: 'permit', outcome: 'matched' },
      {
        rule: 'small',
        effect: 'permit',
        outcome: 'failed',
        criterion: 'amount',
        detail: 'wants at most 0.5 ETH; found 1',
      },
    ],
    skipped: 1,
  });
});

test('the trace of an explanation tells every rule', () => {
  const rules =
    permit + rule('btc', 'permit', '{asset: [BTC]}') + rule('c', 'forbid', '{}', 'configuration_change');
  const policy = load(document(rules));
  assert.deepEqual(policy.explain(transaction()).trace, {
    rules: [
      {
        rule: 'btc',
        effect: 'permit',
        outcome: 'failed',
        criterion: 'asset',
        detail: 'wants one of BTC; found ETH',
      },
      {
        rule: 'c',
        effect: 'forbid',
        outcome: 'failed',
        criterion: 'request',
        detail: 'the rule is about another kind of request: configuration_change',
      },
      { rule: 'p', effect: 'permit', outcome: 'matched' },
    ],
    skipped: 0,
  });
  assert.deepEqual(
    policy.explain(change()).trace.rules.map(({ rule, criterion }) => [rule, criterion]),
    [
      ['btc', 'request'],
      ['c', undefined],
      ['p', 'request'],
    ],
  );
});

test('the trace of a decision is bounded, and still tells the rule that forbade', () => {
  const many = Array.from({ length: 100 }, (_, i) => rule(`p-${i}`, 'permit', '{asset: [ETH]}')).join('');
  const { trace } = load(document(`${many}${rule('zz', 'forbid', '{amount: {at_least: 1 ETH}}')}`)).evaluate(
    transaction({ amount: decimal('1') }),
  );
  assert.equal(trace.rules.length, maxTracedRules);
  assert.equal(trace.skipped, 101 - maxTracedRules);
  assert.equal(trace.rules.at(-1)?.rule, 'zz');
});

test('evidence about another request is a bug, not a verdict', () => {
  const { evidence } = transaction();
  const policy = load(document(permit));
  assert.throws(() => policy.evaluate({ ...transaction(), evidence }), /evidence must be about the request/);
});
