/**
 * `source_type`: what kind of place the value leaves (protocol section 3.1).
 */

import { z } from 'zod';
import { ok } from '../../lib/result.ts';
import { endpointTypes } from '../../request/request.ts';
import { choiceOf, choose } from '../choice.ts';
import { defineCriterion } from '../criterion.ts';
import type { TransactionView } from '../view.ts';

export const sourceType = defineCriterion('source_type', choiceOf(z.enum(endpointTypes)), (choice) =>
  ok(choose('source_type', choice, (view: TransactionView) => view.request.source.type)),
);
