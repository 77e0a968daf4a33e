/**
 * Calls as a policy writes them: a contract or a program, and methods by selector or by name. Knows nothing of what a
 * criterion makes of them.
 */

import './jitless.ts';
import { z } from 'zod';
import { err, ok, type Result } from '../lib/result.ts';
import type { Call } from '../transaction/facts.ts';
import { parseBookAddress } from './address.ts';
import { identifier, listOf } from './choice.ts';
import { type Issue, issue } from './problem.ts';

export const listedCallsShape = z
  .array(
    z.strictObject({ to: z.string('must be text'), methods: listOf(identifier) }, 'must be a map'),
    'must be a list such as [{to: "0x...", methods: ["transfer(address,uint256)"]}]',
  )
  .min(1, 'is empty: name at least one call, or remove the criterion');

export interface ListedCall {
  /** Normalised. */
  readonly to: string;
  readonly methods: readonly string[];
  readonly matches: (call: Call) => boolean;
}

export function compileCalls(
  list: z.output<typeof listedCallsShape>,
): Result<readonly ListedCall[], readonly Issue[]> {
  const issues: Issue[] = [];
  const listed: ListedCall[] = [];
  for (const [i, { to, methods }] of list.entries()) {
    const target = parseBookAddress(to);
    if (target.ok) listed.push(listedCall(target.value, methods));
    else issues.push(issue([i, 'to'], target.error));
  }
  return issues.length === 0 ? ok(listed) : err(issues);
}

function listedCall(to: string, methods: readonly string[]): ListedCall {
  const known = new Set(methods.map(normaliseMethod));
  const matches = (call: Call): boolean =>
    call.to === to && (known.has(call.selector) || (call.method !== undefined && known.has(call.method)));
  return { to, methods, matches };
}

const hexSelector = /^0x[0-9a-f]*$/i;

/** Selectors are compared in lower case, names exactly. */
function normaliseMethod(text: string): string {
  return hexSelector.test(text) ? text.toLowerCase() : text;
}
