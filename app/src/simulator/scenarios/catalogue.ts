/** Every scenario, in the order in which `--scenario all` plays them. */

import type { Scenario } from '../scenario.ts';
import { configurationChanges } from './configuration-changes.ts';
import { dishonesties } from './lies.ts';
import { repetitions } from './repetitions.ts';
import { strangers } from './strangers.ts';
import { transfers } from './transfers.ts';

export const scenarios: readonly Scenario[] = [
  ...transfers,
  ...repetitions,
  ...dishonesties,
  ...configurationChanges,
  ...strangers,
];
