/**
 * `destination_address_book`: the named address books that hold the destination's address, judged for each destination.
 */

import { type Choice, choiceOf, choose, identifier } from '../choice.ts';
import { defineCriterion } from '../criterion.ts';
import { knownBooks } from '../known-names.ts';
import type { DestinationView } from '../view.ts';

export const destinationAddressBook = defineCriterion(
  'destination_address_book',
  choiceOf(identifier),
  (choice: Choice, { bookNames }) =>
    knownBooks(
      choice,
      bookNames,
      choose('destination_address_book', choice, ({ address, books }: DestinationView) =>
        address === undefined ? undefined : books,
      ),
    ),
);
