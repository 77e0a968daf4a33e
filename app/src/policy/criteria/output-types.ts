/**
 * `output_types`: the script types of all outputs of a transaction of Bitcoin or its kin, change among them. A permit
 * needs every one of them in its list; a forbid or a hold applies when one is. Other chains have none, and fail.
 */

import { z } from 'zod';
import { ok } from '../../lib/result.ts';
import { outputTypes } from '../../transaction/bitcoin/script.ts';
import { listOf } from '../choice.ts';
import { defineCriterion } from '../criterion.ts';
import type { TransactionView } from '../view.ts';

export const outputTypesCriterion = defineCriterion(
  'output_types',
  listOf(z.enum(outputTypes)),
  (names, { effect }) => {
    const named: ReadonlySet<string> = new Set(names);
    return ok({
      judge: ({ facts, evidence }: TransactionView) => {
        // At approval nothing can be done yet: a rule that forbids an output has none to forbid.
        if (facts === undefined)
          return evidence === 'none_at_approval' && effect !== 'permit' ? 'fail' : 'unknown';
        const found = facts.outputTypes;
        if (found === undefined) return 'fail';
        const holds =
          effect === 'permit'
            ? found.every((type) => named.has(type))
            : found.some((type) => named.has(type));
        return holds ? 'pass' : 'fail';
      },
      explain: ({ facts }: TransactionView) => {
        const wanted = effect === 'permit' ? 'nothing but' : 'one of';
        const found = facts?.outputTypes?.join(', ') ?? 'no outputs that can be judged';
        return `wants ${wanted} ${names.join(', ')}; found ${found}`;
      },
    });
  },
);
