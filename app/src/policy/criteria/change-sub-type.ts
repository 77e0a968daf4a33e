/**
 * `change_sub_type`: the sub type of a configuration change, such as EXTERNAL for a wallet or the vendor of an exchange account.
 */

import { ok } from '../../lib/result.ts';
import { choiceOf, choose, identifier } from '../choice.ts';
import { defineCriterion } from '../criterion.ts';
import type { ChangeView } from '../view.ts';

export const changeSubType = defineCriterion('change_sub_type', choiceOf(identifier), (choice) =>
  ok(choose('change_sub_type', choice, (view: ChangeView) => view.subType)),
);
