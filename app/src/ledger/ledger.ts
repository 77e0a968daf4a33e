/**
 * The port: what did I answer, and what may still be spent. Adapters: `memory.ts` (tests, trials), `sqlite/` (embedded
 * default), `aws/dynamodb/` (many tasks). A decision is durable before its answer leaves: `record` resolves only then,
 * and what the decision takes from the limits is taken in the same step. One contract suite
 * (`test/ledger/contract.ts`) holds every adapter.
 *
 * The audit row is the only source: question, content and answer are read from it (`answer.ts`), so that what is
 * answered again and what the auditor reads cannot differ.
 */

import type { Head } from '../audit/chain.ts';
import type { NoteContent, RowContent } from '../audit/row.ts';
import type { Action } from '../decision/decision.ts';
import type { Claim, Shortfall, Standing } from './claim.ts';
import type { ControlState } from './control.ts';

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
  /** `standing`: how the prospective claim's budgets stand, where the adapter read them in the same round trip. */
  | { readonly kind: 'new'; readonly standing?: Standing }
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
  /** What an approval takes from the limits: all of it with the entry, or nothing and no entry. */
  readonly claim?: Claim;
  /** A refusal gives back what was reserved for the transaction and not signed. */
  readonly releases?: Release;
  /** What `recall` said about the claim's budgets, for an adapter that need not read them again. */
  readonly standing?: Standing;
}

export interface Release {
  readonly txId: string;
  readonly now: number;
}

/**
 * `recorded`: this entry is durable and its answer may leave. `exceeded`: nothing was recorded, since limits stand in
 * its way. Otherwise somebody else was first.
 */
export type Recorded =
  | { readonly kind: 'recorded' }
  | { readonly kind: 'exceeded'; readonly shortfalls: readonly Shortfall[] }
  | Recalled;

/** What somebody gets whose question was answered before. */
export type Recalled = Exclude<Recollection, { kind: 'new' }>;

export interface LedgerStatus {
  readonly healthy: boolean;
  /** Why not, one snake_case word; absent when healthy. */
  readonly problem?: string;
  readonly rows: number;
  /** Entries waiting to become durable. */
  readonly pending: number;
}

/** The reservation that a new answer will bear on, and what it would claim. */
export interface Prospect {
  readonly txId?: string;
  readonly claim?: Claim;
}

export interface Ledger {
  /**
   * Rejects with a `LedgerError` when the ledger cannot be read now. `prospect` says what a new answer would claim; an
   * adapter far away asks for it, to read everything in one round trip.
   */
  recall(question: Question, payloadSha256: string, prospect?: () => Prospect): Promise<Recollection>;
  /** Rejects with a `LedgerError` when it is not known to be durable; then the answer must not leave. */
  record(entry: Entry): Promise<Recorded>;
  /** Puts a note on the chain and, in the same step, sets what a control note sets. */
  note(content: NoteContent): Promise<void>;
  /** What operators have set. */
  controls(): Promise<ControlState>;
  /** The last row of every chain, by writer. */
  heads(): Promise<ReadonlyMap<string, Head>>;
  status(): LedgerStatus;
  /** Waits for pending entries, then releases everything. */
  close(): Promise<void>;
}
