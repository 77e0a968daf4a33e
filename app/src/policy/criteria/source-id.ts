/**
 * `source_id`: the vault account or exchange account that the value leaves. A source without an id is unknown.
 */

import { ok } from '../../lib/result.ts';
import { choiceOf, choose, identifier } from '../choice.ts';
import { defineCriterion } from '../criterion.ts';
import type { TransactionView } from '../view.ts';

export const sourceId = defineCriterion('source_id', choiceOf(identifier), (choice) =>
  ok(
    choose('source_id', choice, (view: TransactionView) =>
      view.request.source.id === '' ? undefined : view.request.source.id,
    ),
  ),
);
