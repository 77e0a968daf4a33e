import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressA, addressB, addressC, change, fares, ruleProblems } from '../../helpers/policy.ts';

const whitelisting = (address: string) => change({}, { shape: 'address', asset: 'ETH', address });
const when = '{change_type: [UNMANAGED_WALLET], change_address_book: [known]}';

test('change_address_book matches an address in a named book, in any spelling', () => {
  assert.equal(fares('permit', when, whitelisting(addressA)), 'matched');
  assert.equal(fares('permit', when, whitelisting(`0X${addressA.slice(2)}`)), 'matched');
  assert.equal(fares('permit', when, whitelisting(addressC)), 'failed change_address_book');
});

test('a permit needs every address of an account to be in a book', () => {
  const account = (second: string) =>
    change(
      { type: 'EXCHANGE' },
      {
        shape: 'account',
        addresses: new Map([
          ['ETH', addressA],
          ['BTC', second],
        ]),
      },
    );
  const permit = '{change_type: [EXCHANGE], change_address_book: [known, other]}';
  assert.equal(fares('permit', permit, account(addressB)), 'matched');
  assert.equal(fares('permit', permit, account(addressC)), 'failed change_address_book');
});

test('a change that is about no address is unknown', () => {
  assert.equal(fares('permit', when, change({}, { shape: 'opaque' })), 'unknown change_address_book');
});

test('change_address_book names books of the document', () => {
  assert.match(
    String(ruleProblems('forbid', '{change_address_book: [friends]}', 'configuration_change')),
    /`friends` is not an address book/,
  );
});
