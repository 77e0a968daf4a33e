/**
 * `evidence`: what is known about the bytes (transaction/evidence.ts). A permit that does not mention it accepts matched
 * bytes only.
 */

import { z } from 'zod';
import { ok } from '../../lib/result.ts';
import { evidenceKinds } from '../../transaction/evidence.ts';
import { choose, listOf } from '../choice.ts';
import { defineCriterion } from '../criterion.ts';
import type { TransactionView } from '../view.ts';

export const evidence = defineCriterion('evidence', listOf(z.enum(evidenceKinds)), (names) =>
  ok(choose('evidence', { names, excluded: false }, (view: TransactionView) => view.evidence)),
);
