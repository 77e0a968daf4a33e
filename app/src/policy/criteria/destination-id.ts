/**
 * `destination_id`: the account or wallet the value goes to, judged for each destination. A one-time address has none.
 */

import { ok } from '../../lib/result.ts';
import { choiceOf, choose, identifier } from '../choice.ts';
import { defineCriterion } from '../criterion.ts';
import type { DestinationView } from '../view.ts';

export const destinationId = defineCriterion('destination_id', choiceOf(identifier), (choice) =>
  ok(choose('destination_id', choice, (view: DestinationView) => view.id)),
);
