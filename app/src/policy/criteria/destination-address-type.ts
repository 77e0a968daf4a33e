/**
 * `destination_address_type`: whether the destination is a whitelisted or a one-time address, judged for each destination.
 */

import { z } from 'zod';
import { ok } from '../../lib/result.ts';
import { addressTypes } from '../../request/request.ts';
import { choiceOf, choose } from '../choice.ts';
import { defineCriterion } from '../criterion.ts';
import type { DestinationView } from '../view.ts';

export const destinationAddressType = defineCriterion(
  'destination_address_type',
  choiceOf(z.enum(addressTypes)),
  (choice) => ok(choose('destination_address_type', choice, (view: DestinationView) => view.addressType)),
);
