/**
 * What the policy answers. A `Permit` is sealed: only `evaluate.ts` makes one, after at least one permit rule matched
 * and no forbid or hold did. Every verdict carries its trace.
 */

import type { Sealed } from '../lib/sealed.ts';
import type { Request } from '../request/request.ts';
import type { Evidence } from '../transaction/evidence.ts';

export type Effect = 'forbid' | 'hold' | 'permit';

export interface PermitFields {
  readonly request: Request;
  readonly evidence: Evidence;
  /** Names of the permit rules that matched, sorted. */
  readonly rules: readonly string[];
}
export type Permit = Sealed<PermitFields, 'Permit'>;

export type Verdict =
  | { readonly outcome: 'permitted'; readonly permit: Permit; readonly trace: Trace }
  | { readonly outcome: 'held'; readonly trace: Trace }
  | { readonly outcome: 'forbidden'; readonly trace: Trace }
  /** A forbid rule could not be evaluated (a field it needs is missing): counts as forbidden. */
  | { readonly outcome: 'unevaluable'; readonly trace: Trace }
  | { readonly outcome: 'not_permitted'; readonly trace: Trace }
  /** An address in no book looks like one that is in a book: refused, whatever else permits it. */
  | {
      readonly outcome: 'look_alike';
      readonly found: string;
      readonly resembles: string;
      readonly trace: Trace;
    };

/** One line per rule worth telling, sorted by rule name; `skipped` counts the policy's other rules. */
export interface Trace {
  readonly rules: readonly RuleTrace[];
  readonly skipped: number;
}

export interface RuleTrace {
  readonly rule: string;
  readonly effect: Effect;
  /** `unknown`: a criterion could not be evaluated, which counts against the request. */
  readonly outcome: 'matched' | 'failed' | 'unknown';
  /** The first criterion that failed or could not be evaluated, with what it wanted and found. */
  readonly criterion?: string;
  readonly detail?: string;
}
