/**
 * `change_type`: the type of a configuration change (protocol section 5). Only listed types can be named.
 */

import { z } from 'zod';
import { ok } from '../../lib/result.ts';
import { configurationTypes } from '../../request/request.ts';
import { choiceOf, choose } from '../choice.ts';
import { defineCriterion } from '../criterion.ts';
import type { ChangeView } from '../view.ts';

export const changeType = defineCriterion('change_type', choiceOf(z.enum(configurationTypes)), (choice) =>
  ok(choose('change_type', choice, (view: ChangeView) => view.request.type)),
);
