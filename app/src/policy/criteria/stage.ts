/**
 * `stage`: whether the co-signer asks for approval, before any bytes exist, or for a signature (protocol section 4).
 */

import { z } from 'zod';
import { ok } from '../../lib/result.ts';
import { choiceOf, choose } from '../choice.ts';
import { defineCriterion } from '../criterion.ts';
import type { TransactionView } from '../view.ts';

export const stage = defineCriterion('stage', choiceOf(z.enum(['approval', 'signing'])), (choice) =>
  ok(choose('stage', choice, (view: TransactionView) => view.request.stage)),
);
