import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addressA,
  addressB,
  addressC,
  destination,
  fares,
  ruleProblems,
  transaction,
} from '../../helpers/policy.ts';

const at = (address: string) => transaction({ destinations: [destination({ address })] });

test('destination_address_book matches addresses in any of the named books and no other', () => {
  assert.equal(fares('permit', '{destination_address_book: [known]}', at(addressA)), 'matched');
  assert.equal(
    fares('permit', '{destination_address_book: [known]}', at(addressB)),
    'failed destination_address_book',
  );
  assert.equal(fares('permit', '{destination_address_book: [known, other]}', at(addressB)), 'matched');
});

test('none_of matches addresses in none of the named books', () => {
  const when = '{destination_address_book: {none_of: [known, other]}}';
  assert.equal(fares('hold', when, at(addressC)), 'matched');
  assert.equal(fares('hold', when, at(addressB)), 'failed destination_address_book');
});

test('a destination without an address is unknown, for lists and for none_of', () => {
  const hidden = transaction({
    evidence: 'none_at_approval',
    destinations: [destination({ address: undefined })],
  });
  assert.equal(
    fares('forbid', '{destination_address_book: [known]}', hidden),
    'unknown destination_address_book',
  );
  assert.equal(
    fares('forbid', '{destination_address_book: {none_of: [known]}}', hidden),
    'unknown destination_address_book',
  );
});

test('a book that the document does not have is reported', () => {
  assert.deepEqual(ruleProblems('forbid', '{destination_address_book: [knwon]}'), [
    'when.destination_address_book: `knwon` is not an address book: correct it, or add it to address_books',
  ]);
});
