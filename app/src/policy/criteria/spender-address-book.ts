/**
 * `spender_address_book`: the named address books that hold whoever is given an allowance. A permit needs every spender
 * in one of them; a forbid or a hold applies when one is.
 */

import { type Choice, choiceOf, identifier } from '../choice.ts';
import { defineCriterion } from '../criterion.ts';
import { describeFound, judgeEach } from '../judge-facts.ts';
import { knownBooks } from '../known-names.ts';
import type { TransactionView } from '../view.ts';

export const spenderAddressBook = defineCriterion(
  'spender_address_book',
  choiceOf(identifier),
  (choice: Choice, { bookNames, effect }) => {
    const { names, excluded } = choice;
    return knownBooks(choice, bookNames, {
      judge: (view: TransactionView) =>
        judgeEach(
          effect,
          view,
          (facts) => facts.allowances,
          ({ spender }) =>
            view.booksOf(spender).some((book) => names.includes(book)) === excluded ? 'fail' : 'pass',
        ),
      explain: (view: TransactionView) => {
        const found = describeFound(view, (facts) => facts.allowances.map(({ spender }) => spender));
        return `wants spenders in ${excluded ? 'none' : 'one'} of ${names.join(', ')}; found ${found}`;
      },
    });
  },
);
