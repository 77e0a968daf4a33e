import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Argument, Call } from '../../../src/transaction/facts.ts';
import {
  addressA,
  addressB,
  addressC,
  detail,
  evmFacts,
  fares,
  ruleProblems,
  transaction,
} from '../../helpers/policy.ts';

function call(args: Readonly<Record<string, Argument['value']>>): Call {
  const list = Object.entries(args).map(([name, value]) => ({ name, value }));
  return { to: addressC, selector: '0x12345678', method: 'm()', args: list, units: 0n, depth: 0 };
}
const calling = (...calls: readonly Call[]) => transaction({ facts: evmFacts({}, { calls }) });
const envelope: Call = {
  to: addressC,
  selector: '0xac9650d8',
  method: 'multicall(bytes[])',
  units: 0n,
  depth: 0,
};
const unknown: Call = { to: addressC, selector: '0xdeadbeef', units: 0n, depth: 0 };

for (const [what, wanted, right, wrong] of [
  ['values', '["1", "2"]', 2n, 3n],
  ['excluded values', '{none_of: ["1", "2"]}', 3n, 1n],
  ['a truth', '["true"]', true, false],
  ['text', '["a b"]', 'a b', 'a'],
  ['addresses in any case', `["${addressA}"]`, addressA, addressB],
  ['addresses of a book', '{address_book: [known]}', addressA, addressB],
  ['whole numbers', '{at_most: "1000"}', 1000n, 1001n],
  ['amounts of an asset', '{at_most: 1000 USDC}', 1_000_000_000n, 1_000_000_001n],
  ['a range', '{at_least: "5", less_than: 1 USDC}', 5n, 1_000_000n],
] as const) {
  test(`an argument is compared exactly: ${what}`, () => {
    const when = `{args: {x: ${wanted}}}`;
    assert.equal(fares('permit', when, calling(call({ x: right }))), 'matched');
    assert.equal(fares('permit', when, calling(call({ x: wrong }))), 'failed args');
    assert.equal(fares('forbid', when, calling(call({ x: wrong }), call({ x: right }))), 'matched');
  });
}

const two = '{args: {amount: {at_most: "10"}, recipient: {address_book: [known]}}}';

test('every named argument of every call has to be right for a permit', () => {
  const good = call({ amount: 10n, recipient: addressA });
  assert.equal(fares('permit', two, calling(good, good)), 'matched');
  assert.equal(
    fares('permit', two, calling(good, call({ amount: 11n, recipient: addressA }))),
    'failed args',
  );
  assert.equal(fares('permit', two, calling(call({ amount: 10n, recipient: addressB }))), 'failed args');
  assert.equal(fares('permit', two, calling()), 'failed args');
});

test('a call without the argument, an undecoded call, and a number that is none are unknown', () => {
  assert.equal(fares('permit', two, calling(call({ amount: 10n }))), 'unknown args');
  assert.equal(fares('permit', two, calling(unknown)), 'unknown args');
  assert.equal(fares('permit', two, calling(call({ amount: '10', recipient: addressA }))), 'unknown args');
  assert.equal(fares('forbid', two, calling(unknown)), 'unknown args');
});

test('an envelope is not judged, what is inside it is', () => {
  assert.equal(
    fares('permit', two, calling(envelope, call({ amount: 10n, recipient: addressA }))),
    'matched',
  );
  assert.equal(fares('permit', two, calling(envelope)), 'failed args');
});

test('the trace tells the arguments that were named', () => {
  assert.equal(
    detail('permit', two, calling(unknown, call({ amount: 11n, recipient: addressB, other: 1n }))),
    `wants amount, recipient as listed; found amount 11, recipient ${addressB}`,
  );
});

test('what an argument cannot be is reported', () => {
  for (const [when, message] of [
    ['{args: {}}', /is empty/],
    ['{args: {x: {address_book: [knwon]}}}', /args\.x\.address_book: `knwon` is not an address book/],
    ['{args: {x: {at_most: "1.5"}}}', /args\.x\.at_most: `1\.5` is not a whole number/],
    ['{args: {x: {at_most: ten}}}', /is not a whole number/],
    ['{args: {x: {at_most: 1 GOLD}}}', /the asset `GOLD` is unknown/],
    ['{args: {x: {}}}', /has no limit/],
    ['{args: {x: 5}}', /must be a list such as/],
  ] as const) {
    assert.match(ruleProblems('permit', when).join(), message);
  }
});
