/**
 * What a criterion is: one question about a request, answered pass, fail or unknown. Each file in `criteria/` defines
 * one; `criteria.ts` lists them.
 */

import type { z } from 'zod';
import { err, ok, type Result } from '../lib/result.ts';
import type { AssetTable } from '../transaction/asset.ts';
import { describeIssues, type Issue } from './problem.ts';
import type { Effect } from './verdict.ts';
import type { WallClock } from './wall-clock.ts';

/** `unknown`: the request lacks what the criterion needs, or contradicts itself. It never helps the request. */
export type Outcome = 'pass' | 'fail' | 'unknown';

/** What a view says about a field: one name, several that hold at once, or nothing that can be judged. */
export type Found = string | readonly string[] | undefined;

/**
 * A necessary condition: where `find` finds something and none of it is among `values`, the criterion fails. The index
 * relies on it. Equal `field`, equal `find`.
 */
export interface Requirement<View> {
  readonly field: string;
  readonly values: readonly string[];
  readonly find: (view: View) => Found;
}

/** What a criterion does. */
export interface Meaning<View> {
  readonly judge: (view: View) => Outcome;
  /** What was wanted and what was found, for people; called only for lines of the trace. */
  readonly explain: (view: View) => string;
  readonly requires?: Requirement<View>;
  /** Set where the criterion puts an upper bound on the value that leaves. */
  readonly limitsValue?: boolean;
}

/** A criterion of one rule. */
export interface Criterion<View> extends Meaning<View> {
  readonly key: string;
  /** Equal for criteria that were written with the same meaning, whatever the order of lists and keys. */
  readonly canonical: string;
}

/** What the document says outside the rule. */
export interface Context {
  readonly assets: AssetTable;
  readonly bookNames: ReadonlySet<string>;
  /** The document's `time_zone`. */
  readonly timeZone: string | undefined;
  readonly clockOf: (timeZone: string) => Result<WallClock, 'unknown_time_zone'>;
}

/** What a criterion is compiled in: the document, and the rule's effect where a set has to be judged whole or in part. */
export interface RuleContext extends Context {
  readonly effect: Effect;
}

export interface CriterionKind<View> {
  readonly key: string;
  /** From the YAML value. Paths in the issues are relative to it. */
  readonly parse: (raw: unknown, context: RuleContext) => Result<Criterion<View>, readonly Issue[]>;
}

export function defineCriterion<Shape, View>(
  key: string,
  shape: z.ZodType<Shape>,
  compile: (value: Shape, context: RuleContext) => Result<Meaning<View>, readonly Issue[]>,
): CriterionKind<View> {
  return {
    key,
    parse(raw, context) {
      const value = shape.safeParse(raw);
      if (!value.success) return err(describeIssues(value.error, raw, []));
      const meaning = compile(value.data, context);
      if (!meaning.ok) return meaning;
      return ok({ ...meaning.value, key, canonical: `${key} ${canonicalText(raw)}` });
    },
  };
}

/** JSON with sorted keys and sorted lists: in the policy language no list's order means anything. */
function canonicalText(raw: unknown): string {
  if (Array.isArray(raw)) return `[${raw.map(canonicalText).sort().join()}]`;
  if (typeof raw !== 'object' || raw === null) return JSON.stringify(raw);
  const members = Object.entries(raw).map(([key, value]) => `${JSON.stringify(key)}:${canonicalText(value)}`);
  return `{${members.sort().join()}}`;
}
