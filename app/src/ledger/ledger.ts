/**
 * The port: what did I answer. Adapters: `memory.ts` (tests, trials), `sqlite/` (embedded default). A decision
 * is durable before its answer leaves: `record` resolves only then. One contract suite
 * (`test/ledger/contract.ts`) holds every adapter.
 *
 * The audit row is the only source: question, content and answer are read from it (`answer.ts`), so that what is
 * answered again and what the auditor reads cannot differ.
 */

import type { RowContent } from '../audit/row.ts';
import type { Action } from '../decision/decision.ts';

/** Names a question. Ids are equal in both stages (protocol 6.6), so the stage is part of the name. */
export interface Question {
  readonly path: 'transaction' | 'configuration_change';
  /** `unread` when the object could not be parsed, or its signer may not ask: such a question never shares an answer. */
  readonly stage: 'approval' | 'signing' | 'unread';
  /** Empty when the object could not be parsed. */
  readonly signerId: string;
  readonly requestId: string;
}

/** An answer as it was given, byte for byte. */
export interface Answer {
  readonly action: Action;
  /** A refusal or retry reason, or `permitted`. */
  readonly reason: string;
  /** The HTTP body that was sent: a compact JWS, or JSON on the JSON listener. */
  readonly body: string;
  /** Fingerprint of the answer key; empty on the JSON listener. */
  readonly answerKey: string;
  /** For a hold: milliseconds since the epoch after which it is rejected. */
  readonly heldUntil?: number;
}

export type Recollection =
  | { readonly kind: 'new' }
  | { readonly kind: 'answered'; readonly answer: Answer }
  /** The same question was asked with other content. */
  | { readonly kind: 'changed'; readonly recordedSha256: string };

/** What to record. What the entry does to the question follows from `row.kind`. */
export interface Entry {
  /**
   * `decision`: the first answer to the question; loses against an earlier one.
   * `after_hold`: replaces an open hold on the same question and content; loses against an earlier replacement.
   * `changed_request`: an audit row that answers nothing.
   */
  readonly row: RowContent;
  /** The body exactly as received; stored plain, encrypted or not at all as the adapter was configured. */
  readonly body: Uint8Array;
}

/** `recorded`: this entry is durable and its answer may leave. Otherwise somebody else was first. */
export type Recorded = { readonly kind: 'recorded' } | Exclude<Recollection, { kind: 'new' }>;

export interface LedgerStatus {
  readonly healthy: boolean;
  /** Why not, one snake_case word; absent when healthy. */
  readonly problem?: string;
  readonly rows: number;
  /** Entries waiting to become durable. */
  readonly pending: number;
}

export interface Ledger {
  /** Rejects with a `LedgerError` when the ledger cannot be read now. */
  recall(question: Question, payloadSha256: string): Promise<Recollection>;
  /** Rejects with a `LedgerError` when it is not known to be durable; then the answer must not leave. */
  record(entry: Entry): Promise<Recorded>;
  status(): LedgerStatus;
  /** Waits for pending entries, then releases everything. */
  close(): Promise<void>;
}
