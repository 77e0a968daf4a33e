/**
 * `cosigner`: the configured name of the co-signer whose key vouches for the request; never a field of the request.
 */

import { ok } from '../../lib/result.ts';
import { choiceOf, choose, identifier } from '../choice.ts';
import { defineCriterion } from '../criterion.ts';
import type { CallerView } from '../view.ts';

export const cosigner = defineCriterion('cosigner', choiceOf(identifier), (choice) =>
  ok(choose('cosigner', choice, (view: CallerView) => view.cosigner)),
);
