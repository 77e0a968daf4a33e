/**
 * Everything this service ever says about itself: a closed union. There is no way to log an arbitrary object, so a
 * token, a key or an exchange API key cannot be logged by accident. One event is one JSON line; metrics are counted
 * from the same events (`metrics.ts`).
 */

import type { Action } from '../decision/decision.ts';
import type { DenialDetail } from '../decision/denial.ts';

export type Event =
  | {
      readonly event: 'started';
      readonly listeners: readonly string[];
      readonly policy: string;
      readonly policySha256: string;
      readonly rules: number;
      readonly answerKeys: readonly string[];
      readonly cosignerKeys: readonly string[];
    }
  | { readonly event: 'draining'; readonly signal: string }
  | { readonly event: 'stopped' }
  | Decided
  | {
      readonly event: 'unauthenticated';
      readonly failure: string;
      readonly bodyBytes: number;
      readonly suppressed: number;
    }
  /** The answer key did not sign, or the base path has none for the co-signer's algorithm. */
  | { readonly event: 'cannot_sign'; readonly problem: string }
  | {
      readonly event: 'ledger_fault';
      readonly operation: 'recall' | 'record' | 'controls' | 'checkpoint';
      readonly problem: string;
    }
  | {
      readonly event: 'keys_refreshed';
      readonly answerKeys: readonly string[];
      readonly cosignerKeys: readonly string[];
    }
  | { readonly event: 'keys_refresh_failed'; readonly problems: readonly string[] }
  /** A defect of ours. Frames only: an error's message may quote input. */
  | { readonly event: 'bug'; readonly name: string; readonly frames: readonly string[] };

export interface Decided {
  readonly event: 'decided';
  readonly path: 'transaction' | 'configuration_change';
  readonly stage: 'approval' | 'signing' | 'unread';
  readonly requestId: string;
  readonly signerId: string;
  readonly cosigner: string;
  readonly cosignerKey: string;
  readonly action: Action;
  readonly reason: string;
  /** Names of the rules that decided. */
  readonly rules: readonly string[];
  readonly detail?: DenialDetail;
  readonly evidence?: string;
  /** `first`: decided now. `repeated`: recorded before. `unrecorded`: a passing fault, nothing was decided. */
  readonly how: 'first' | 'repeated' | 'unrecorded';
  /** From the request's arrival to the answer. */
  readonly milliseconds: number;
  readonly steps: Steps;
}

/** Milliseconds of each station of the pipeline; a repeated answer has only the first two. */
export interface Steps {
  readonly authenticate: number;
  readonly decide: number;
  readonly sign?: number;
  readonly record?: number;
}

export type Report = (event: Event) => void;

export type Severity = 'info' | 'warning' | 'alert';

/** `alert`: somebody should look now. Alarms are built on the reason, this is for reading logs. */
export function severityOf(event: Event): Severity {
  switch (event.event) {
    case 'started':
    case 'draining':
    case 'stopped':
    case 'keys_refreshed':
      return 'info';
    case 'decided':
      return alerting(event.reason) ? 'alert' : event.action === 'APPROVE' ? 'info' : 'warning';
    case 'unauthenticated':
      return 'warning';
    case 'cannot_sign':
    case 'ledger_fault':
    case 'keys_refresh_failed':
    case 'bug':
      return 'alert';
  }
}

/** Reasons that mean an attack or a defect rather than a policy's ordinary no. */
function alerting(reason: string): boolean {
  return reason.startsWith('transaction_') || alertReasons.has(reason);
}

const alertReasons: ReadonlySet<string> = new Set([
  'request_changed',
  'request_ambiguous',
  'destination_look_alike',
  'signer_unknown',
  'signer_of_other_cosigner',
  'internal_error',
]);

/** The event as one log line, `at` in ISO 8601 UTC. */
export function logLine(event: Event, now: number): string {
  return `${JSON.stringify({ at: new Date(now).toISOString(), severity: severityOf(event), ...event })}\n`;
}

export function bugEvent(error: unknown): Event {
  const name = error instanceof Error ? error.name : typeof error;
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const frames = stack
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 8);
  return { event: 'bug', name, frames: frames.map((line) => line.trim()) };
}
