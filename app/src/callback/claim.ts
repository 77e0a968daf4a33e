/**
 * Between the policy's words and the ledger's: what a judgement claims from the limits, what a refusal gives back, and
 * what becomes of an approval for which there is no room. Pure.
 */

import { reject, retry } from '../decision/decision.ts';
import { deny } from '../decision/denial.ts';
import type { Claim, Shortfall } from '../ledger/claim.ts';
import type { Prospect, Release } from '../ledger/ledger.ts';
import type { Policy } from '../policy/policy.ts';
import type { Judgement } from './decide.ts';
import type { Asked } from './read-question.ts';

/** The claim of an approval; undefined for everything else and where the policy has no limits. */
export function claimOf(
  { question, request }: Asked,
  { decision, excepted }: Judgement,
  payloadSha256: string,
  { releaseMs }: Policy,
  now: number,
): Claim | undefined {
  if (decision.action !== 'APPROVE' || request?.kind !== 'transaction') return undefined;
  const { demand } = decision;
  if (demand === undefined && excepted !== true) return undefined;
  return {
    txId: request.txId,
    now,
    confirms: question.stage === 'signing',
    releaseAt: now + (releaseMs ?? 0),
    draws: (demand?.draws ?? []).map(({ counter, asked, cap, until }) => ({ counter, asked, cap, until })),
    firsts: (demand?.firsts ?? []).map(({ place, small, waitMs }) => ({ place, small, waitMs })),
    ...(excepted === true && { exception: payloadSha256 }),
  };
}

/** A refusal of a transaction gives back what was reserved for it. */
export function releaseOf(
  asked: Asked,
  { decision }: Judgement,
  { releaseMs }: Policy,
  now: number,
): Release | undefined {
  if (releaseMs === undefined || decision.action !== 'REJECT') return undefined;
  if (asked.kind === 'refused' || asked.request.kind !== 'transaction') return undefined;
  return { txId: asked.request.txId, now };
}

/** What a new answer would bear on, for a ledger that reads everything at once. */
export function prospectOf({ request }: Asked, claim: Claim | undefined, { releaseMs }: Policy): Prospect {
  const hasLimits = releaseMs !== undefined;
  const txId = hasLimits && request?.kind === 'transaction' ? request.txId : undefined;
  return { ...(txId !== undefined && { txId }), ...(claim && { claim }) };
}

/** The limits stand in the way of what the rules permit. */
export function exceed(judgement: Judgement, shortfalls: readonly Shortfall[], policy: Policy): Judgement {
  const { decision, trace } = judgement;
  const demand = decision.action === 'APPROVE' ? decision.demand : undefined;
  if (demand === undefined || trace === undefined)
    throw new Error('only an approval with a demand is exceeded');
  const told = policy.exceeded(demand, shortfalls);
  return {
    ...judgement,
    decision: told.exceeding === 'hold' ? retry('limit_hold') : reject(deny('limit_exceeded', told.detail)),
    trace: { rules: trace.rules, skipped: trace.skipped, limits: told.limits },
  };
}
