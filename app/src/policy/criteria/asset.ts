/**
 * `asset`: the Fireblocks asset id. Only assets that are built in or described in the document can be named.
 */

import { type Choice, choiceOf, choose, identifier } from '../choice.ts';
import { defineCriterion } from '../criterion.ts';
import { knownAssets } from '../known-names.ts';
import type { TransactionView } from '../view.ts';

export const asset = defineCriterion('asset', choiceOf(identifier), (choice: Choice, { assets }) =>
  knownAssets(
    choice,
    assets,
    choose('asset', choice, (view: TransactionView) => view.request.asset),
  ),
);
