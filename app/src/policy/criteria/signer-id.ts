/**
 * `signer_id`: the API user that approves or signs.
 */

import { ok } from '../../lib/result.ts';
import { choiceOf, choose, identifier } from '../choice.ts';
import { defineCriterion } from '../criterion.ts';
import type { CallerView } from '../view.ts';

export const signerId = defineCriterion('signer_id', choiceOf(identifier), (choice) =>
  ok(choose('signer_id', choice, (view: CallerView) => view.signerId)),
);
