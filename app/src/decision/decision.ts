/**
 * The only makers of an answer. APPROVE needs the request, the evidence about its bytes and the policy's permit, all
 * sealed and all about the same request: leaving a check out is a type error. IGNORE exists only where the
 * protocol allows it (section 6): never for signing.
 */

import { type Sealed, seal } from '../lib/sealed.ts';
import type { Demand } from '../policy/limit.ts';
import type { Permit } from '../policy/verdict.ts';
import type { ConfigurationChangeRequest, Request, TransactionRequest } from '../request/request.ts';
import type { Evidence } from '../transaction/evidence.ts';
import type { Denial, RetryReason } from './denial.ts';

export type Action = 'APPROVE' | 'REJECT' | 'RETRY' | 'IGNORE';

export interface Approval {
  readonly action: 'APPROVE';
  readonly rules: readonly string[];
  /** What it takes from the limits: the ledger records the approval with it or not at all. */
  readonly demand?: Demand;
}
export interface Rejection {
  readonly action: 'REJECT';
  readonly denial: Denial;
}
export interface Postponement {
  readonly action: 'RETRY';
  readonly reason: RetryReason;
}
export interface Abstention {
  readonly action: 'IGNORE';
  readonly denial: Denial;
}

export type Decision =
  | Sealed<Approval, 'Decision'>
  | Sealed<Rejection, 'Decision'>
  | Sealed<Postponement, 'Decision'>
  | Sealed<Abstention, 'Decision'>;

export function approve(request: Request, evidence: Evidence, permit: Permit): Decision {
  if (evidence.request !== request || permit.request !== request || permit.evidence !== evidence) {
    throw new Error('evidence and permit must be about the request that is approved');
  }
  const { rules, demand } = permit;
  return seal<'Decision', Approval>({ action: 'APPROVE', rules, ...(demand && { demand }) });
}

export function reject(denial: Denial): Decision {
  return seal<'Decision', Rejection>({ action: 'REJECT', denial });
}

export function retry(reason: RetryReason): Decision {
  return seal<'Decision', Postponement>({ action: 'RETRY', reason });
}

/** A request on which IGNORE is a valid answer. */
export type Ignorable = ConfigurationChangeRequest | (TransactionRequest & { readonly stage: 'approval' });

export function ignore(_request: Ignorable, denial: Denial): Decision {
  return seal<'Decision', Abstention>({ action: 'IGNORE', denial });
}
