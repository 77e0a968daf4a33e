/** Laws that hold for every policy and every request. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { listBookFiles, parsePolicy } from '../../src/policy/load.ts';
import type { Subject } from '../../src/policy/policy.ts';
import type { Verdict } from '../../src/policy/verdict.ts';
import { evidenceKinds } from '../../src/transaction/evidence.ts';
import {
  addressA,
  addressB,
  addressC,
  decimal,
  destination,
  document,
  encode,
  load,
  rule,
  summary,
  testAssets,
  transaction,
} from '../helpers/policy.ts';

interface RuleText {
  readonly name: string;
  readonly effect: string;
  readonly request: 'transaction';
  readonly when: Readonly<Record<string, unknown>>;
}

const runs = { numRuns: 100 };

function some(...names: string[]): fc.Arbitrary<unknown> {
  const list = fc.subarray(names, { minLength: 1 });
  return fc.oneof(
    { weight: 4, arbitrary: list },
    { weight: 1, arbitrary: list.map((none_of) => ({ none_of })) },
  );
}

const ether = fc.constantFrom('0', '0.5', '1', '1.5', '2');
const limits = fc.oneof(
  ether.map((value) => ({ at_most: `${value} ETH` })),
  ether.map((value) => ({ more_than: `${value} ETH` })),
  ether.map((value) => [{ at_least: `${value} BTC` }, { at_most: `${value} ETH` }]),
);
const format = fc.constantFrom(
  { present: 'true' },
  { present: 'false' },
  { format: ['a*'] },
  { present: 'true', format: ['a#'] },
);
const when = fc.record(
  {
    operation: some('TRANSFER', 'RAW'),
    stage: some('approval', 'signing'),
    asset: some('ETH', 'BTC'),
    source_id: some('0', '1', '2'),
    destination_type: some('VAULT', 'UNMANAGED', 'ONE_TIME_ADDRESS'),
    destination_id: some('a', 'b'),
    destination_address_type: some('WHITELISTED', 'ONE_TIME'),
    destination_address_book: some('known', 'other'),
    amount: limits,
    amount_usd: fc.constantFrom({ at_most: '100 USD' }, { more_than: '100 USD' }),
    fee: limits,
    note: format,
    external_tx_id: format,
  },
  { requiredKeys: [] },
);

const rules: fc.Arbitrary<readonly RuleText[]> = fc
  .array(
    fc.tuple(
      fc.constantFrom('forbid', 'hold', 'permit', 'permit', 'permit'),
      when,
      fc.subarray([...evidenceKinds]),
    ),
    {
      maxLength: 12,
    },
  )
  .map((drafts) =>
    drafts.map(([effect, criteria, evidence], i) => draftRule(`r${i}`, effect, criteria, evidence)),
  );

function draftRule(name: string, effect: string, criteria: object, evidence: readonly string[]): RuleText {
  const stated = evidence.length === 0 ? {} : { evidence };
  const named =
    effect === 'permit' ? { operation: ['TRANSFER', 'RAW'], ...criteria, asset: ['ETH', 'BTC'] } : criteria;
  return { name, effect, request: 'transaction', when: { ...named, ...stated } };
}

const destinations = fc.array(
  fc.record({
    type: fc.constantFrom('VAULT', 'UNMANAGED', 'ONE_TIME_ADDRESS'),
    id: fc.constantFrom('a', 'b', ''),
    address: fc.constantFrom(addressA, addressB, addressC, undefined),
    addressType: fc.constantFrom('WHITELISTED', 'ONE_TIME', undefined),
    amountUsd: fc.constantFrom(50, 100, 200, undefined),
    amount: ether.map(decimal),
  }),
  { maxLength: 3 },
);

const subjects: fc.Arbitrary<Subject> = fc
  .record({
    operation: fc.constantFrom('TRANSFER', 'RAW'),
    evidence: fc.constantFrom(...evidenceKinds),
    asset: fc.constantFrom('ETH', 'BTC', 'USDC', 'UNHEARD_OF'),
    source: fc.record({ type: fc.constant('VAULT'), id: fc.constantFrom('0', '1', '2', '3', '') }),
    destinations: destinations.map((list) => list.map(destination)),
    amount: ether.map(decimal),
    fee: fc.constantFrom(decimal('0.1'), undefined),
    note: fc.constantFrom('a1', 'b', undefined),
    externalTxId: fc.constantFrom('a1', 'b', undefined),
  })
  .map(transaction);

/** JSON is YAML, and so needs no care about quoting. */
function policyOf(list: readonly RuleText[]) {
  return load(document('').replace('rules: []', `rules: ${JSON.stringify(list)}`));
}

const told = (verdict: Verdict) => ({ outcome: summary(verdict), trace: verdict.trace });

test('the index never changes an outcome, nor what is told about a rule', () => {
  fc.assert(
    fc.property(rules, subjects, (list, subject) => {
      const policy = policyOf(list);
      const [evaluated, explained] = [policy.evaluate(subject), policy.explain(subject)];
      assert.equal(summary(evaluated), summary(explained));
      for (const line of evaluated.trace.rules) {
        assert.deepEqual(
          line,
          explained.trace.rules.find((other) => other.rule === line.rule),
        );
      }
      const listed = new Set(evaluated.trace.rules.map((line) => line.rule));
      const skipped = explained.trace.rules.filter((line) => !listed.has(line.rule));
      assert.ok(skipped.every(({ outcome }) => outcome === 'failed'));
      assert.equal(skipped.length, evaluated.trace.skipped);
    }),
    { numRuns: 150 },
  );
});

test('the order of rules never matters', () => {
  fc.assert(
    fc.property(rules, subjects, (list, subject) => {
      assert.deepEqual(
        told(policyOf(list.toReversed()).evaluate(subject)),
        told(policyOf(list).evaluate(subject)),
      );
    }),
    runs,
  );
});

test('adding a forbid or a hold, or removing a permit, never turns a refusal into a permit', () => {
  fc.assert(
    fc.property(rules, rules, subjects, (list, others, subject) => {
      if (policyOf(list).evaluate(subject).outcome === 'permitted') return;
      const restrictions = others
        .filter(({ effect }) => effect !== 'permit')
        .map((other) => ({ ...other, name: `x-${other.name}` }));
      const [first] = list.filter(({ effect }) => effect === 'permit');
      for (const stricter of [[...list, ...restrictions], list.filter((each) => each !== first)]) {
        assert.notEqual(policyOf(stricter).evaluate(subject).outcome, 'permitted');
      }
    }),
    runs,
  );
});

test('removing a forbid never makes a permit appear that no rule gives', () => {
  fc.assert(
    fc.property(rules, subjects, (list, subject) => {
      const withoutPermits = list.filter(({ effect }) => effect !== 'permit');
      assert.notEqual(policyOf(withoutPermits).evaluate(subject).outcome, 'permitted');
    }),
    runs,
  );
});

test('an empty policy permits nothing', () => {
  fc.assert(
    fc.property(subjects, (subject) => {
      assert.equal(policyOf([]).evaluate(subject).outcome, 'not_permitted');
    }),
    runs,
  );
});

test('without a rule that names other evidence, only matched bytes are ever permitted', () => {
  fc.assert(
    fc.property(rules, subjects, (list, subject) => {
      const silent = list.map((each) => {
        const { evidence: _, ...criteria } = each.when;
        return { ...each, when: criteria };
      });
      if (policyOf(silent).evaluate(subject).outcome === 'permitted')
        assert.equal(subject.evidence.kind, 'bytes_matched');
    }),
    runs,
  );
});

test('with ceilings on permits and floors on the rest, raising the amount never turns a refusal into a permit', () => {
  const ceilings = fc.array(fc.tuple(fc.constantFrom('forbid', 'hold', 'permit'), ether), { maxLength: 6 });
  const rising = ['0', '0.5', '0.500000000000000001', '1', '1.7', '2', '3'];
  const amounts = fc.constantFrom(...rising);
  fc.assert(
    fc.property(ceilings, amounts, amounts, fc.constantFrom(...evidenceKinds), (drafts, a, b, evidence) => {
      const list = drafts.map(([effect, value], i) => {
        const amount = effect === 'permit' ? `at_most: ${value} ETH` : `more_than: ${value} ETH`;
        return rule(`r${i}`, effect, `{amount: {${amount}}}`);
      });
      const policy = load(document(list.join('')));
      const [less, more] = rising.indexOf(a) < rising.indexOf(b) ? [a, b] : [b, a];
      const outcome = (amount: string) =>
        policy.evaluate(transaction({ amount: decimal(amount), evidence })).outcome;
      if (outcome(less) !== 'permitted') assert.notEqual(outcome(more), 'permitted');
    }),
    runs,
  );
});

test('no document, however it is damaged, makes loading or evaluating throw', () => {
  const sound = encode(
    document(
      rule(
        'p',
        'permit',
        '{asset: [ETH], amount: {at_most: 1 ETH}, time: {inside: [{days: [wed], from: "09:00", to: "18:00"}]}}',
      ) + rule('f', 'forbid', '{note: {format: ["a#"]}, destination_address_book: [known]}'),
      `assets: {COIN: {family: undecoded, decimals: 2}}\n# ${'A comment, in which damage does no harm. '.repeat(10)}`,
    ),
  );
  const damage = fc.array(
    fc.tuple(
      fc.nat(sound.length - 1),
      fc.oneof(fc.nat(255), fc.constantFrom(...encode('{}[]:,-&*!%@#"\'\n\t 0?|>'))),
    ),
    { minLength: 1, maxLength: 3 },
  );
  let stillSound = 0;
  fc.assert(
    fc.property(damage, (changes) => {
      const damaged = sound.slice();
      for (const [position, byte] of changes) damaged[position] = byte;
      assert.equal(typeof listBookFiles(damaged).ok, 'boolean');
      const policy = parsePolicy(damaged, testAssets, new Map());
      if (!policy.ok) return assert.ok(policy.error.length > 0);
      stillSound += 1;
      assert.ok(
        ['permitted', 'forbidden', 'unevaluable', 'not_permitted', 'look_alike'].includes(
          policy.value.evaluate(transaction()).outcome,
        ),
      );
    }),
    { numRuns: 300 },
  );
  assert.ok(stillSound > 0, 'some damage is harmless, or the law was tested on broken documents only');
});
