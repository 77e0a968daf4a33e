/**
 * What the policy answers. A `Permit` is sealed: only `evaluate.ts` makes one, after at least one permit rule matched
 * and no forbid or hold did. Every verdict carries its trace.
 */

import type { Sealed } from '../lib/sealed.ts';
import type { Request } from '../request/request.ts';
import type { Evidence } from '../transaction/evidence.ts';
import type { Pause } from './controls.ts';
import type { Demand, Exceeding } from './limit.ts';

export type Effect = 'forbid' | 'hold' | 'permit';

export interface PermitFields {
  readonly request: Request;
  readonly evidence: Evidence;
  /** Names of the permit rules that matched, sorted. */
  readonly rules: readonly string[];
  /** What it takes from the limits; absent where no limit is about it. */
  readonly demand?: Demand;
}
export type Permit = Sealed<PermitFields, 'Permit'>;

export type Verdict =
  | { readonly outcome: 'permitted'; readonly permit: Permit; readonly trace: Trace }
  | { readonly outcome: 'held'; readonly trace: Trace }
  | { readonly outcome: 'forbidden'; readonly trace: Trace }
  /** A forbid rule could not be evaluated (a field it needs is missing): counts as forbidden. */
  | { readonly outcome: 'unevaluable'; readonly trace: Trace }
  | { readonly outcome: 'not_permitted'; readonly trace: Trace }
  /** An operator paused everything, or what the request is about. */
  | { readonly outcome: 'paused'; readonly pause: Pause; readonly trace: Trace }
  /** Permitted by the rules, but a limit cannot be measured: counts as exceeded. */
  | { readonly outcome: 'unmeasured'; readonly exceeding: Exceeding; readonly trace: Trace }
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
  /** What an approval takes from the limits: each counter and the whole units, in one text. */
  readonly draws?: readonly string[];
  /** The limits in full, where one of them is exceeded or cannot be measured. */
  readonly limits?: readonly LimitTrace[];
}

export interface LimitTrace {
  readonly limit: string;
  /** What it counts under; empty for everything. */
  readonly scope?: string;
  readonly window?: string;
  readonly asked?: string;
  readonly at_most?: string;
  /** Only where the limit is exceeded: what is used already, and when enough is free again (ISO 8601, or `never`). */
  readonly used?: string;
  readonly free_at?: string;
  /** Why it cannot be measured. */
  readonly unmeasured?: string;
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
