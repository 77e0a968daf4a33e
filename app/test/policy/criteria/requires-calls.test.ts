import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Call } from '../../../src/transaction/facts.ts';
import {
  detail,
  evmFacts,
  fares,
  ruleProblems,
  type SubjectFields,
  transaction,
} from '../../helpers/policy.ts';

const memo = 'MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr';
const program = 'Stake11111111111111111111111111111111111111';
const memoCall: Call = { to: memo, selector: '0x', method: 'memo', units: 0n, depth: 0 };
const stakeCall: Call = {
  to: program,
  selector: '0x02000000',
  method: 'stake.delegate',
  units: 0n,
  depth: 0,
};
const calling = (...calls: readonly Call[]): SubjectFields => ({ facts: evmFacts({}, { calls }) });

const both = `{requires_calls: [{to: ${memo}, methods: [memo]}, {to: ${program}, methods: ["0x02000000", stake.split]}]}`;

test('every listed call has to be there, by one of its methods, whatever else is', () => {
  const other: Call = { ...memoCall, to: program };
  assert.equal(fares('permit', both, transaction(calling(memoCall, stakeCall, other))), 'matched');
  assert.equal(fares('permit', both, transaction(calling(stakeCall))), 'failed requires_calls');
  assert.equal(fares('permit', both, transaction(calling(memoCall, other))), 'failed requires_calls');
  assert.equal(fares('permit', both, transaction(calling())), 'failed requires_calls');
});

test('without bytes nothing is known to be there', () => {
  const blind = both.replace('{', '{evidence: [none_at_approval, not_sent], asset: [ETH], ');
  assert.equal(fares('permit', blind, transaction({ evidence: 'not_sent' })), 'unknown requires_calls');
  assert.equal(fares('forbid', both, transaction({ evidence: 'none_at_approval' })), 'failed requires_calls');
  assert.equal(fares('forbid', both, transaction({ evidence: 'not_sent' })), 'unknown requires_calls');
});

test('the trace names what is missing', () => {
  assert.equal(
    detail('permit', both, transaction(calling(memoCall))),
    `wants the listed calls; missing 0x02000000 or stake.split of ${program}`,
  );
  assert.match(
    String(detail('forbid', both, transaction({ evidence: 'not_sent' }))),
    /missing memo of .*, 0x02/,
  );
});

test('a target that is no address, and an empty list, are reported', () => {
  assert.match(
    ruleProblems('permit', '{requires_calls: [{to: "0x12", methods: [a]}]}').join(),
    /\[0\]\.to: /,
  );
  assert.match(ruleProblems('permit', '{requires_calls: []}').join(), /is empty/);
});
