import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Call } from '../../../src/transaction/facts.ts';
import {
  addressA,
  addressB,
  detail,
  evmFacts,
  fares,
  ruleProblems,
  type SubjectFields,
  transaction,
} from '../../helpers/policy.ts';

const transfer: Call = {
  to: addressA,
  selector: '0xa9059cbb',
  method: 'transfer(address,uint256)',
  units: 0n,
  depth: 0,
};
const unknown: Call = { to: addressA, selector: '0xdeadbeef', units: 0n, depth: 0 };
const calling = (...calls: readonly Call[]): SubjectFields => ({ facts: evmFacts({}, { calls }) });

const byName = `{calls: [{to: "${addressA}", methods: ["transfer(address,uint256)"]}]}`;
const bySelector = `{calls: [{to: "${addressA}", methods: ["0xDEADBEEF"]}]}`;

test('a call is listed by its contract and its name or its selector in either case', () => {
  assert.equal(fares('permit', byName, transaction(calling(transfer))), 'matched');
  assert.equal(fares('permit', bySelector, transaction(calling(unknown))), 'matched');
  assert.equal(fares('permit', byName, transaction(calling(unknown))), 'failed calls');
  assert.equal(fares('permit', byName, transaction(calling({ ...transfer, to: addressB }))), 'failed calls');
});

test('two items for one contract are one list', () => {
  const both = `{calls: [{to: "${addressA}", methods: ["0xdeadbeef"]}, {to: "${addressA}", methods: ["0xa9059cbb"]}]}`;
  assert.equal(fares('permit', both, transaction(calling(transfer, unknown))), 'matched');
});

test('a permit needs every call and at least one, a forbid or a hold one', () => {
  const mixed = transaction(calling(transfer, unknown));
  assert.equal(fares('permit', byName, mixed), 'failed calls');
  assert.equal(fares('permit', byName, transaction(calling())), 'failed calls');
  assert.equal(fares('forbid', byName, mixed), 'matched');
  assert.equal(fares('hold', bySelector, mixed), 'matched');
  assert.equal(fares('forbid', bySelector, transaction(calling(transfer))), 'failed calls');
});

test('without bytes nothing is permitted; a forbid does not apply at approval and is unknown at signing', () => {
  const approval = transaction({ evidence: 'none_at_approval' });
  const unseen = transaction({ evidence: 'not_sent' });
  const blind = byName.replace('{', '{evidence: [none_at_approval, not_sent], asset: [ETH], ');
  assert.equal(fares('permit', blind, approval), 'unknown calls');
  assert.equal(fares('permit', blind, unseen), 'unknown calls');
  assert.equal(fares('forbid', byName, approval), 'failed calls');
  assert.equal(fares('forbid', byName, unseen), 'unknown calls');
  assert.equal(detail('forbid', byName, unseen), 'wants one of the listed calls; found no bytes');
});

test('the trace names the calls that are not listed, and only the first ones', () => {
  assert.equal(
    detail('permit', byName, transaction(calling(transfer, unknown))),
    `wants nothing but the listed calls; found 0xdeadbeef of ${addressA}`,
  );
  const many = Array.from({ length: 7 }, (): Call => ({ ...unknown, to: '0x7' }));
  assert.match(String(detail('permit', byName, transaction(calling(...many)))), / and 2 more$/);
  assert.match(String(detail('forbid', bySelector, transaction(calling()))), /found none$/);
  assert.match(String(detail('forbid', bySelector, transaction(calling(transfer)))), /found transfer\(/);
});

test('a target that is no address, and an empty list, are reported', () => {
  assert.match(ruleProblems('permit', '{calls: [{to: "0x12", methods: [a]}]}').join(), /calls\[0\]\.to: /);
  assert.match(ruleProblems('permit', '{calls: []}').join(), /is empty/);
  assert.match(
    ruleProblems('permit', `{calls: [{to: "${addressA}", methods: []}]}`).join(),
    /methods: is empty/,
  );
});

test('a permit for unknown calls or programs has to list them, and one for typed data its domains', () => {
  for (const [act, criterion] of [
    ['unknown_call', 'calls'],
    ['unknown_program', 'calls'],
    ['typed_data', 'typed_data_domain'],
  ]) {
    assert.deepEqual(ruleProblems('permit', `{acts: [payment, ${act}]}`), [
      `when.acts[1]: permits any \`${act}\`: name which ones in \`${criterion}\``,
    ]);
    assert.equal(fares('forbid', `{acts: [${act}]}`, transaction()), 'failed acts');
  }
  assert.equal(fares('permit', byName.replace('{', '{acts: [unknown_call], '), transaction()), 'failed acts');
});
