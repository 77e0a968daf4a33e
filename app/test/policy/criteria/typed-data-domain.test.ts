import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TypedDataFact } from '../../../src/transaction/facts.ts';
import {
  addressA,
  addressB,
  detail,
  evmFacts,
  fares,
  ruleProblems,
  transaction,
} from '../../helpers/policy.ts';

const salt = `0x${'5a'.repeat(32)}`;
const full: TypedDataFact['domain'] = {
  name: 'Token',
  version: '2',
  chainId: 1n,
  verifyingContract: addressA,
  salt,
};
const signing = (domain: TypedDataFact['domain'], primaryType = 'Permit') =>
  transaction({ facts: evmFacts({}, { typedData: { domain, primaryType } }) });
const members = `name: Token, version: "2", chain_id: 1, verifying_contract: "${addressA}", salt: "${salt}"`;
const named = `{typed_data_domain: [{${members}, primary_types: [Permit, Order]}]}`;

test('a domain is the one that is listed when all its members are', () => {
  assert.equal(fares('permit', named, signing(full)), 'matched');
  assert.equal(fares('permit', named, signing(full, 'Order')), 'matched');
  assert.equal(fares('permit', named, signing(full, 'Mail')), 'failed typed_data_domain');
  for (const change of [
    { name: 'token' },
    { version: '1' },
    { chainId: 2n },
    { verifyingContract: addressB },
    { salt: salt.replace('5', '6') },
  ]) {
    assert.equal(fares('permit', named, signing({ ...full, ...change })), 'failed typed_data_domain');
  }
});

test('what the list leaves out the message may not state, and the other way round', () => {
  const bare = '{typed_data_domain: [{name: Token, primary_types: [Permit]}]}';
  assert.equal(fares('permit', bare, signing({ name: 'Token' })), 'matched');
  assert.equal(fares('permit', bare, signing(full)), 'failed typed_data_domain');
  assert.equal(fares('permit', named, signing({ name: 'Token' })), 'failed typed_data_domain');
});

test('what signs no typed data has no domain', () => {
  assert.equal(fares('permit', named, transaction()), 'failed typed_data_domain');
  assert.equal(fares('forbid', named, signing(full)), 'matched');
  assert.equal(fares('forbid', named, transaction({ evidence: 'not_sent' })), 'unknown typed_data_domain');
});

test('the trace tells the domain', () => {
  assert.equal(
    detail('permit', named, signing({ name: 'Other', verifyingContract: addressB })),
    `wants one of the listed domains; found Permit of Other at ${addressB}`,
  );
  assert.match(
    String(detail('permit', named, signing({ version: '1' }))),
    /Permit of no name at no contract/,
  );
});

test('what no domain can be is reported', () => {
  for (const [list, message] of [
    ['[]', /is empty/],
    ['[{name: Token}]', /primary_types: is missing/],
    ['[{primary_types: [A], chain_id: 0}]', /chain_id: must be a whole number/],
    ['[{primary_types: [A], salt: "0x12"}]', /salt: must be 0x and 64/],
    [
      '[{primary_types: [A], verifying_contract: "0x12"}]',
      /\[0\]\.verifying_contract: `0x12` is not an EVM address/,
    ],
  ] as const) {
    assert.match(ruleProblems('permit', `{typed_data_domain: ${list}}`).join(), message);
  }
});
