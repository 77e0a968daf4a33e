/**
 * `acts`: what the bytes do, by name (transaction/facts.ts). A permit needs every act of the bytes in its list, and one
 * that does not mention `acts` permits payments only; a forbid or a hold applies when one act is in it.
 *
 * Acts are read from bytes. A permit that accepts the absence of bytes by name (`evidence`) accepts that nothing is known
 * about them; a forbid or a hold does not apply at approval, when nothing can be done yet, and is unknown at signing.
 */

import { z } from 'zod';
import { ok } from '../../lib/result.ts';
import { acts } from '../../transaction/facts.ts';
import { listOf } from '../choice.ts';
import { defineCriterion, type Outcome } from '../criterion.ts';
import type { Effect } from '../verdict.ts';
import type { TransactionView } from '../view.ts';

export const actsCriterion = defineCriterion('acts', listOf(z.enum(acts)), (names, { effect }) => {
  const named: ReadonlySet<string> = new Set(names);
  return ok({
    judge: ({ facts, evidence }: TransactionView) => {
      if (facts === undefined) return withoutBytes(effect, evidence);
      const found = facts.acts;
      const holds =
        effect === 'permit' ? found.every((act) => named.has(act)) : found.some((act) => named.has(act));
      return holds ? 'pass' : 'fail';
    },
    explain: ({ facts }: TransactionView) => {
      const wanted = effect === 'permit' ? 'nothing but' : 'one of';
      const found = facts === undefined ? 'no bytes' : facts.acts.join(', ');
      return `wants ${wanted} ${names.join(', ')}; found ${found}`;
    },
  });
});

function withoutBytes(effect: Effect, evidence: TransactionView['evidence']): Outcome {
  if (effect === 'permit') return 'pass';
  return evidence === 'none_at_approval' ? 'fail' : 'unknown';
}
