/**
 * `requires_calls`: calls that the bytes must contain, beside what else they do: each item names a contract or a program
 * and methods, of which one has to be called. So a rule can demand that a memo or a compute budget is there, or that a
 * wrapped call goes through a certain program. Written and compared as in `calls`; a list of what may be there is `calls`.
 */

import '../jitless.ts';
import { ok } from '../../lib/result.ts';
import { defineCriterion } from '../criterion.ts';
import { withoutFacts } from '../judge-facts.ts';
import { compileCalls, listedCallsShape } from '../listed-calls.ts';
import type { TransactionView } from '../view.ts';

export const requiresCalls = defineCriterion('requires_calls', listedCallsShape, (list, { effect }) => {
  const compiled = compileCalls(list);
  if (!compiled.ok) return compiled;
  const items = compiled.value;
  return ok({
    judge: ({ facts, evidence }: TransactionView) => {
      if (facts === undefined) return withoutFacts(effect, evidence);
      return items.every(({ matches }) => facts.calls.some(matches)) ? 'pass' : 'fail';
    },
    explain: ({ facts }: TransactionView) => {
      const missing = items.filter(({ matches }) => facts === undefined || !facts.calls.some(matches));
      const names = missing.map(({ to, methods }) => `${methods.join(' or ')} of ${to}`);
      return `wants the listed calls; missing ${names.join(', ')}`;
    },
  });
});
