/**
 * `change_asset`: the asset of an address that a configuration change is about, judged for each address.
 */

import { type Choice, choiceOf, choose, identifier } from '../choice.ts';
import { defineCriterion } from '../criterion.ts';
import { knownAssets } from '../known-names.ts';
import type { ChangedAddressView } from '../view.ts';

export const changeAsset = defineCriterion(
  'change_asset',
  choiceOf(identifier),
  (choice: Choice, { assets }) =>
    knownAssets(
      choice,
      assets,
      choose('change_asset', choice, (view: ChangedAddressView) => view.asset),
    ),
);
