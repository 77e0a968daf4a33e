/**
 * A compiled policy as the pipeline sees it. Built by `load.ts` from the YAML document; nothing here is mutable.
 */

import type { Request } from '../request/request.ts';
import type { Evidence } from '../transaction/evidence.ts';
import type { Knowledge } from '../transaction/knowledge.ts';
import type { Exceeded, Shortfall } from './assess-limits.ts';
import type { Controls } from './controls.ts';
import type { Demand } from './limit.ts';
import type { Verdict } from './verdict.ts';

/** Everything a rule may look at. Time is a parameter; policy code never reads a clock. */
export interface Subject {
  readonly request: Request;
  readonly evidence: Evidence;
  /** The co-signer's configured name, from authentication (never from the request). */
  readonly cosigner: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** What operators have set; nothing where absent. */
  readonly controls?: Controls;
  /** Somebody granted an exception for this very request: it lifts holds, never a forbid. */
  readonly excepted?: boolean;
}

export interface Policy {
  readonly name: string;
  /** Names the document and its address book files (load.ts says how), lower-case hex: goes into every audit row. */
  readonly sha256: string;
  /** What the decoders may know: built-in and the document's own. */
  readonly knowledge: Knowledge;
  /** What answers when nothing permits. Signing is always REJECT. */
  readonly otherwise: { readonly approval: 'REJECT' | 'IGNORE'; readonly configuration: 'REJECT' | 'IGNORE' };
  readonly ruleCount: number;
  /** Milliseconds after which an approval that was not signed gives back what it reserved; absent without limits. */
  readonly releaseMs?: number;
  evaluate(subject: Subject): Verdict;
  /** What becomes of a permit whose demand the ledger could not meet. */
  exceeded(demand: Demand, shortfalls: readonly Shortfall[]): Exceeded;
  /** Like `evaluate`, with every rule in the trace and no index: for people, and as the index's judge in tests. */
  explain(subject: Subject): Verdict;
}
