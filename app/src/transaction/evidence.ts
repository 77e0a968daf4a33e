/**
 * What is known about the bytes that will be signed. Sealed: only `match.ts` makes one, and never because a field
 * was missing by accident: `no_bytes` is a statement that the policy has to permit by name.
 */

import type { Sealed } from '../lib/sealed.ts';
import type { Request } from '../request/request.ts';
import type { TransactionFacts } from './facts.ts';

/** The bytes were decoded, agree with every declared field, and hash to what will be signed. */
export interface MatchedBytes {
  readonly kind: 'bytes_matched';
  readonly request: Request;
  /** Of all raw transactions together: they are the signatures of one transaction. */
  readonly facts: TransactionFacts;
}

/**
 * No bytes exist or none can be judged, and why:
 * `approval_stage`: the co-signer asks before a transaction is built;
 * `not_sent`: the workspace sends no raw data at signing for this asset;
 * `no_decoder`: bytes came, for an asset whose chain family has no decoder here.
 */
export interface NoBytes {
  readonly kind: 'no_bytes';
  readonly request: Request;
  readonly why: 'approval_stage' | 'not_sent' | 'no_decoder';
}

/** A configuration change signs no transaction. */
export interface NotATransaction {
  readonly kind: 'not_a_transaction';
  readonly request: Request;
}

export type EvidenceFields = MatchedBytes | NoBytes | NotATransaction;
export type Evidence = Sealed<EvidenceFields, 'Evidence'>;

/** The names under which a policy rule may accept evidence, and what each one means. */
export const evidenceKinds = ['bytes_matched', 'none_at_approval', 'not_sent', 'no_decoder'] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];
