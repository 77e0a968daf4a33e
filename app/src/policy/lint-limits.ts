/** Warnings about limits that are valid and probably not what was meant. */

import type { ParsedLimits } from './limits-section.ts';
import type { PolicyWarning } from './lint.ts';
import type { Rule } from './rule.ts';

/** Only where there are limits at all: a policy without any is told about its ceilings already. */
export function lintLimits(rules: readonly Rule[], { limits }: ParsedLimits): readonly PolicyWarning[] {
  if (limits.length === 0) return [];
  const ofPolicy = limits.some((limit) => limit.rules === undefined);
  const unlimited = rules.filter(
    ({ name, effect, request }) =>
      effect === 'permit' &&
      request === 'transaction' &&
      !ofPolicy &&
      !limits.some((limit) => limit.rules?.has(name)),
  );
  const nothing = limits.filter(({ caps }) => caps.some(({ amount }) => amount === 0n));
  return [
    ...unlimited.map(({ name }): PolicyWarning => {
      const message = `${name} is within no limit: add within, or a limit of the whole policy`;
      return { kind: 'permit_without_limit', rule: name, message };
    }),
    ...nothing.map(({ name }): PolicyWarning => {
      const message = `the limit ${name} is zero: whatever it is about is never approved; a forbid says it clearer`;
      return { kind: 'limit_of_nothing', message };
    }),
  ];
}
