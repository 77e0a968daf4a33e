/**
 * `operation`: the operation of a transaction (protocol section 3.1).
 */

import { z } from 'zod';
import { ok } from '../../lib/result.ts';
import { operations } from '../../request/request.ts';
import { choiceOf, choose } from '../choice.ts';
import { defineCriterion } from '../criterion.ts';
import type { TransactionView } from '../view.ts';

export const operation = defineCriterion('operation', choiceOf(z.enum(operations)), (choice) =>
  ok(choose('operation', choice, (view: TransactionView) => view.request.operation)),
);
