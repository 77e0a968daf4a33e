/**
 * `destination_type`: what kind of place the value goes to, judged for each destination.
 */

import { z } from 'zod';
import { ok } from '../../lib/result.ts';
import { endpointTypes } from '../../request/request.ts';
import { choiceOf, choose } from '../choice.ts';
import { defineCriterion } from '../criterion.ts';
import type { DestinationView } from '../view.ts';

export const destinationType = defineCriterion(
  'destination_type',
  choiceOf(z.enum(endpointTypes)),
  (choice) => ok(choose('destination_type', choice, (view: DestinationView) => view.type)),
);
