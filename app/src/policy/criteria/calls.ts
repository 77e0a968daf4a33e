/**
 * `calls`: the contracts that the bytes call, or the programs that they instruct, each with the methods that are meant: a
 * selector (`0xa9059cbb`; `0x` for empty calldata), or the method's name and types where a decoder knows them. A permit
 * needs every call in its list, also those inside other calls; a forbid or a hold applies when one is.
 */

import '../jitless.ts';
import { ok } from '../../lib/result.ts';
import type { Call } from '../../transaction/facts.ts';
import { defineCriterion } from '../criterion.ts';
import { describeFound, judgeEach, wants } from '../judge-facts.ts';
import { compileCalls, listedCallsShape } from '../listed-calls.ts';
import type { TransactionView } from '../view.ts';

export const calls = defineCriterion('calls', listedCallsShape, (list, { effect }) => {
  const compiled = compileCalls(list);
  if (!compiled.ok) return compiled;
  const byTarget = Map.groupBy(compiled.value, ({ to }) => to);
  const isListed = (call: Call): boolean =>
    byTarget.get(call.to)?.some(({ matches }) => matches(call)) === true;
  return ok({
    judge: (view: TransactionView) =>
      judgeEach(
        effect,
        view,
        (facts) => facts.calls,
        (call) => (isListed(call) ? 'pass' : 'fail'),
      ),
    explain: (view: TransactionView) => {
      const found = describeFound(view, (facts) =>
        facts.calls
          .filter((call) => effect !== 'permit' || !isListed(call))
          .map(({ to, selector, method }) => `${method ?? selector} of ${to}`),
      );
      return `${wants(effect)} the listed calls; found ${found}`;
    },
  });
});
