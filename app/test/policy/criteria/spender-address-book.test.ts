import assert from 'node:assert/strict';
import { test } from 'node:test';
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

const allowing = (...spenders: readonly string[]) =>
  transaction({
    facts: evmFacts({}, { allowances: spenders.map((spender) => ({ asset: 'USDC', spender, units: 1n })) }),
  });
const known = '{spender_address_book: [known]}';

test('a permit needs every spender in one of the books, and at least one spender', () => {
  assert.equal(fares('permit', known, allowing(addressA)), 'matched');
  assert.equal(fares('permit', known, allowing(addressA, addressB)), 'failed spender_address_book');
  assert.equal(fares('permit', known, allowing()), 'failed spender_address_book');
  assert.equal(
    fares('permit', '{spender_address_book: [known, other]}', allowing(addressA, addressB)),
    'matched',
  );
});

test('a forbid applies when one spender is in a book, or in none of them', () => {
  assert.equal(fares('forbid', known, allowing(addressC, addressA)), 'matched');
  assert.equal(fares('forbid', known, allowing(addressC)), 'failed spender_address_book');
  const strangers = '{spender_address_book: {none_of: [known, other]}}';
  assert.equal(fares('forbid', strangers, allowing(addressA, addressC)), 'matched');
  assert.equal(fares('forbid', strangers, allowing(addressA)), 'failed spender_address_book');
});

test('the trace tells the spenders', () => {
  assert.equal(
    detail('permit', known, allowing(addressC)),
    `wants spenders in one of known; found ${addressC}`,
  );
  assert.match(
    String(detail('forbid', '{spender_address_book: {none_of: [known]}}', allowing(addressA))),
    /in none of known/,
  );
});

test('a book that the document does not have is reported', () => {
  assert.match(
    ruleProblems('permit', '{spender_address_book: [knwon]}').join(),
    /`knwon` is not an address book/,
  );
});
