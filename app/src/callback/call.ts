/** A call as the listeners hand it in, the reply they send out, and what the pipeline needs around it. Types only. */

import type { Report } from '../audit/events.ts';
import type { Keyring } from '../config/keyring.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Policy } from '../policy/policy.ts';
import type { ControlsNow } from './controls-watch.ts';

export type Operation = 'transaction' | 'configuration_change';

export interface Call {
  readonly operation: Operation;
  /** Which listener it came in on: decides how it is authenticated and how it is answered. */
  readonly channel:
    | { readonly mode: 'jwt'; readonly basePath: string }
    | { readonly mode: 'json'; readonly cosigner: string };
  readonly body: Buffer;
}

export interface Reply {
  readonly status: 200 | 400 | 401 | 500;
  readonly contentType: 'text/plain; charset=utf-8' | 'application/json; charset=utf-8';
  readonly body: string;
}

export interface CallbackContext {
  /** The keys in use now; replaced whole on refresh. */
  readonly keyring: () => Keyring;
  readonly policy: Policy;
  readonly ledger: Ledger;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Monotonic milliseconds, for durations. */
  readonly stopwatch: () => number;
  /** How long a hold answers RETRY before it is rejected. */
  readonly holdMs: number;
  /** What operators have set, not older than `maxControlsAgeMs`; undefined when that is not known. */
  readonly controls: () => ControlsNow | undefined;
  readonly report: Report;
}

/** The handler's own budget. The co-signer waits 30 s (protocol 1.4); the rest is for signing and the way back. */
export const deadlineMs = 20_000;

/** What signing the answer may take after that, before we give up with a 500. */
export const signingDeadlineMs = 8_000;

/**
 * Different questions in work at once before new ones are told to come back. At one signature a millisecond these are
 * two seconds of work: far inside the deadline.
 */
export const maxQuestionsInWork = 2_000;
