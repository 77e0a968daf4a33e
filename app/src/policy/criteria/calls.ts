/**
 * `calls`: the contracts that the bytes call, or the programs that they instruct, each with the methods that are meant: a
 * selector (`0xa9059cbb`; `0x` for empty calldata), or the method's name and types where a decoder knows them. A permit
 * needs every call in its list, also those inside other calls; a forbid or a hold applies when one is.
 */

import '../jitless.ts';
import { z } from 'zod';
import { err, ok } from '../../lib/result.ts';
import type { Call } from '../../transaction/facts.ts';
import { parseBookAddress } from '../address.ts';
import { identifier, listOf } from '../choice.ts';
import { defineCriterion } from '../criterion.ts';
import { describeFound, judgeEach, wants } from '../judge-facts.ts';
import { type Issue, issue } from '../problem.ts';
import type { TransactionView } from '../view.ts';

const shape = z
  .array(
    z.strictObject({ to: z.string('must be text'), methods: listOf(identifier) }, 'must be a map'),
    'must be a list such as [{to: "0x...", methods: ["transfer(address,uint256)"]}]',
  )
  .min(1, 'is empty: name at least one call, or remove the criterion');

export const calls = defineCriterion('calls', shape, (list, { effect }) => {
  const methodsByTarget = new Map<string, Set<string>>();
  const issues: Issue[] = [];
  for (const [i, { to, methods }] of list.entries()) {
    const target = parseBookAddress(to);
    if (!target.ok) {
      issues.push(issue([i, 'to'], target.error));
      continue;
    }
    const known = methodsByTarget.get(target.value) ?? new Set();
    methodsByTarget.set(target.value, known);
    for (const method of methods) known.add(normaliseMethod(method));
  }
  if (issues.length > 0) return err(issues);
  const isListed = ({ to, selector, method }: Call): boolean => {
    const methods = methodsByTarget.get(to);
    return methods !== undefined && (methods.has(selector) || (method !== undefined && methods.has(method)));
  };
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

const hexSelector = /^0x[0-9a-f]*$/i;

/** Selectors are compared in lower case, names exactly. */
function normaliseMethod(text: string): string {
  return hexSelector.test(text) ? text.toLowerCase() : text;
}
