/**
 * `change_address_book`: the named address books that hold the address that a configuration change is about, judged for
 * each address.
 */

import { type Choice, choiceOf, choose, identifier } from '../choice.ts';
import { defineCriterion } from '../criterion.ts';
import { knownBooks } from '../known-names.ts';
import type { ChangedAddressView } from '../view.ts';

export const changeAddressBook = defineCriterion(
  'change_address_book',
  choiceOf(identifier),
  (choice: Choice, { bookNames }) =>
    knownBooks(
      choice,
      bookNames,
      choose('change_address_book', choice, ({ books }: ChangedAddressView) => books),
    ),
);
