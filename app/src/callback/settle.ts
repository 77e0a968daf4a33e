/**
 * Answers one question, once: what the ledger remembers, or a new decision that is durable before it leaves. The order
 * in this file is the promise of the service: recall, decide, sign, record, answer.
 */

import type { Decided, Steps } from '../audit/events.ts';
import { bugEvent } from '../audit/events.ts';
import type { RowContent } from '../audit/row.ts';
import type { Decision } from '../decision/decision.ts';
import { reject, retry } from '../decision/decision.ts';
import { type DenialDetail, deny, type RetryReason } from '../decision/denial.ts';
import { publicReason } from '../decision/public-reason.ts';
import type { Claim, Shortfall, Standing } from '../ledger/claim.ts';
import type { Answer, Entry, Prospect, Recollection, Recorded } from '../ledger/ledger.ts';
import { planClaim } from '../ledger/plan.ts';
import type { Policy } from '../policy/policy.ts';
import type { AuthenticBytes } from '../token/authentic.ts';
import type { CallbackContext, Reply } from './call.ts';
import { claimOf, exceed, prospectOf, releaseOf } from './claim.ts';
import { composeRow, describeEvidence } from './compose-row.ts';
import { decide, type Judgement } from './decide.ts';
import { faultName } from './fault-name.ts';
import type { Asked } from './read-question.ts';
import type { Speaker } from './speaker.ts';

/** One authentic question with everything needed to answer it. */
export interface Inquiry {
  readonly authentic: AuthenticBytes;
  readonly asked: Asked;
  readonly speaker: Speaker;
}

export interface Settled {
  readonly reply: Reply;
  readonly told: Omit<Decided, 'event' | 'milliseconds' | 'steps'>;
  readonly steps: Omit<Steps, 'authenticate'>;
}

/** The ledger cannot be reached now: a passing fault. */
interface Unavailable {
  readonly kind: 'unavailable';
}

export async function settle(inquiry: Inquiry, context: CallbackContext): Promise<Settled> {
  const began = context.stopwatch();
  const judgements = rememberJudgements(inquiry, context);
  const remembered = await recall(inquiry, judgements, context);
  switch (remembered.kind) {
    case 'unavailable':
      return postpone(inquiry, 'ledger_unavailable');
    case 'new': {
      const { standing } = remembered;
      return decideAnew(
        inquiry,
        { kind: 'decision', judgements, began, ...(standing && { standing }) },
        context,
      );
    }
    case 'changed':
      return conclude(
        inquiry,
        changed(inquiry, remembered.recordedSha256),
        changing(judgements, began),
        context,
      );
    case 'answered': {
      const { answer } = remembered;
      if (holdIsOver(answer, context.clock())) {
        const expired = { decision: reject(deny('hold_expired')) };
        return conclude(inquiry, expired, { kind: 'after_hold', judgements, began }, context);
      }
      return mayBeFree(answer, inquiry, context)
        ? decideAnew(inquiry, { kind: 'after_hold', judgements, began, held: answer }, context)
        : repeat(inquiry, answer, context.stopwatch() - began);
    }
  }
}

/** A signed RETRY that decides nothing and is not recorded: a passing fault of ours. */
export async function postpone(inquiry: Inquiry, reason: RetryReason): Promise<Settled> {
  const answer = await compose(inquiry, retry(reason), undefined);
  return {
    reply: toReply(inquiry, answer.body),
    told: { ...tell(inquiry, answer, {}), how: 'unrecorded' },
    steps: { decide: 0 },
  };
}

async function recall(
  inquiry: Inquiry,
  judgements: Judgements,
  context: CallbackContext,
): Promise<Recollection | Unavailable> {
  const { asked, authentic } = inquiry;
  const prospect = (): Prospect => {
    const claim = claimOf(
      asked,
      judgements.plain(),
      authentic.payloadSha256,
      context.policy,
      context.clock(),
    );
    return prospectOf(asked, claim, context.policy);
  };
  try {
    return await context.ledger.recall(asked.question, authentic.payloadSha256, prospect);
  } catch (error) {
    context.report({ event: 'ledger_fault', operation: 'recall', problem: faultName(error) });
    return { kind: 'unavailable' };
  }
}

/** A hold of a limit ends by itself when enough is free; any hold ends when somebody grants an exception. */
function mayBeFree(answer: Answer, inquiry: Inquiry, context: CallbackContext): boolean {
  if (answer.heldUntil === undefined) return false;
  return answer.reason === 'limit_hold' || hasException(inquiry, context);
}

function hasException({ authentic }: Inquiry, context: CallbackContext): boolean {
  const exception = context.controls()?.exceptions.get(authentic.payloadSha256);
  return exception !== undefined && exception.usedBy === undefined && exception.until > context.clock();
}

/** The same request judged at most twice: as it is, and with an exception. */
interface Judgements {
  readonly plain: () => Judgement;
  readonly excepted: () => Judgement;
}

function rememberJudgements(inquiry: Inquiry, context: CallbackContext): Judgements {
  let plain: Judgement | undefined;
  return {
    plain: () => {
      plain ??= judge(inquiry, context, false);
      return plain;
    },
    excepted: () => ({ ...judge(inquiry, context, true), excepted: true }),
  };
}

function judge({ asked, authentic }: Inquiry, context: CallbackContext, excepted: boolean): Judgement {
  if (asked.kind === 'refused') return { decision: reject(asked.denial) };
  const controls = context.controls();
  if (controls === undefined) return { decision: retry('ledger_unavailable') };
  try {
    const circumstances = { controls, excepted };
    return decide(asked.request, authentic.cosigner, context.policy, context.clock(), circumstances);
  } catch (error) {
    context.report(bugEvent(error));
    return { decision: reject(deny('internal_error')) };
  }
}

/** How a question is being settled. */
interface Attempt {
  readonly kind: RowContent['kind'];
  readonly judgements: Judgements;
  readonly began: number;
  /** The open hold that the new decision would replace. */
  readonly held?: Answer;
  readonly standing?: Standing;
  /** An exception was tried, and is used up. */
  readonly withoutException?: true;
}

function changing(judgements: Judgements, began: number): Attempt {
  return { kind: 'changed_request', judgements, began };
}

async function decideAnew(inquiry: Inquiry, attempt: Attempt, context: CallbackContext): Promise<Settled> {
  let judgement = attempt.judgements.plain();
  const { decision } = judgement;
  if (isLiftable(decision) && attempt.withoutException !== true && hasException(inquiry, context)) {
    const excepted = attempt.judgements.excepted();
    if (excepted.decision.action === 'APPROVE') judgement = excepted;
  }
  return conclude(inquiry, judgement, attempt, context);
}

/** What an exception may lift: a hold, or a limit without a measure. Never a forbid. */
function isLiftable(decision: Decision): boolean {
  const reason = reasonOf(decision);
  return reason === 'policy_hold' || reason === 'limit_hold' || reason === 'limit_unmeasured';
}

function changed({ authentic }: Inquiry, recordedSha256: string): Judgement {
  return {
    decision: reject(deny('request_changed', { recordedSha256, receivedSha256: authentic.payloadSha256 })),
  };
}

function holdIsOver(answer: Answer, now: number): boolean {
  return answer.heldUntil !== undefined && now >= answer.heldUntil;
}

async function conclude(
  inquiry: Inquiry,
  judgement: Judgement,
  attempt: Attempt,
  context: CallbackContext,
): Promise<Settled> {
  const { asked, authentic } = inquiry;
  const { decision } = judgement;
  if (decision.action === 'RETRY') {
    // Passing: nothing is decided and nothing recorded.
    if (decision.reason === 'ledger_unavailable' || decision.reason === 'pause_hold') {
      return postpone(inquiry, decision.reason);
    }
    if (attempt.held !== undefined) return repeat(inquiry, attempt.held, context.stopwatch() - attempt.began);
  }
  const now = context.clock();
  const claim = claimOf(asked, judgement, authentic.payloadSha256, context.policy, now);
  const foreseen = claim && attempt.standing && planClaim(claim, attempt.standing);
  if (foreseen?.kind === 'exceeded') {
    return giveWay(inquiry, judgement, foreseen.shortfalls, attempt, context);
  }
  const decided = context.stopwatch();
  const answer = await compose(inquiry, decision, now + context.holdMs);
  const signed = context.stopwatch();
  const recorded = await record(
    toEntry(inquiry, judgement, answer, claim, attempt, now, context.policy),
    context,
  );
  const steps = {
    decide: decided - attempt.began,
    sign: signed - decided,
    record: context.stopwatch() - signed,
  };
  switch (recorded.kind) {
    case 'unavailable':
      return postpone(inquiry, 'ledger_unavailable');
    case 'recorded':
      return {
        reply: toReply(inquiry, answer.body),
        told: { ...tell(inquiry, answer, judgement), how: 'first' },
        steps,
      };
    case 'answered':
      return repeat(inquiry, recorded.answer, steps.decide);
    case 'changed':
      return conclude(
        inquiry,
        changed(inquiry, recorded.recordedSha256),
        changing(attempt.judgements, attempt.began),
        context,
      );
    case 'exceeded':
      return giveWay(inquiry, judgement, recorded.shortfalls, attempt, context);
  }
}

/** There is no room for an approval: an exception may make some, else it is refused or held as the limits say. */
function giveWay(
  inquiry: Inquiry,
  judgement: Judgement,
  shortfalls: readonly Shortfall[],
  { standing: _stale, ...attempt }: Attempt,
  context: CallbackContext,
): Promise<Settled> {
  if (judgement.excepted === true) {
    // Somebody else used it up.
    return decideAnew(inquiry, { ...attempt, withoutException: true }, context);
  }
  if (attempt.withoutException !== true && hasException(inquiry, context)) {
    return conclude(inquiry, attempt.judgements.excepted(), attempt, context);
  }
  return conclude(inquiry, exceed(judgement, shortfalls, context.policy), attempt, context);
}

/** Not `async`, so that nothing keeps the entry while it is being written. */
function record(entry: Entry, context: CallbackContext): Promise<Recorded | Unavailable> {
  return context.ledger.record(entry).catch((error: unknown) => {
    context.report({ event: 'ledger_fault', operation: 'record', problem: faultName(error) });
    return { kind: 'unavailable' };
  });
}

/** The recorded answer, byte for byte; said again with another key where the caller asked on that key's base path. */
async function repeat(inquiry: Inquiry, answer: Answer, decideMs: number): Promise<Settled> {
  const sameKey = answer.answerKey === inquiry.speaker.answerKey;
  const body = sameKey ? answer.body : await say(inquiry, answer.action, answer.reason);
  return {
    reply: toReply(inquiry, body),
    told: { ...tell(inquiry, answer, {}), how: 'repeated' },
    steps: { decide: decideMs },
  };
}

/** `heldUntil` goes onto the answer where the decision is a hold. */
async function compose(inquiry: Inquiry, decision: Decision, heldUntil: number | undefined): Promise<Answer> {
  const reason = reasonOf(decision);
  const body = await say(inquiry, decision.action, reason);
  const answer = { action: decision.action, reason, body, answerKey: inquiry.speaker.answerKey };
  const isHold = reason === 'policy_hold' || reason === 'limit_hold';
  return isHold && heldUntil !== undefined ? { ...answer, heldUntil } : answer;
}

/** Empty where the request has no id that could be echoed: there is nothing true to sign. */
async function say({ asked, speaker }: Inquiry, action: Answer['action'], reason: string): Promise<string> {
  const requestId = asked.kind === 'request' ? asked.question.requestId : asked.requestId;
  if (requestId === undefined) return '';
  const rejectionReason = publicReason(reason);
  return speaker.say({ action, requestId, ...(rejectionReason !== undefined && { rejectionReason }) });
}

function reasonOf(decision: Decision): string {
  switch (decision.action) {
    case 'APPROVE':
      return 'permitted';
    case 'REJECT':
    case 'IGNORE':
      return decision.denial.reason;
    case 'RETRY':
      return decision.reason;
  }
}

function detailOf(decision: Decision): DenialDetail | undefined {
  return decision.action === 'REJECT' || decision.action === 'IGNORE' ? decision.denial.detail : undefined;
}

function toReply({ speaker }: Inquiry, body: string): Reply {
  return { status: body === '' ? 400 : 200, contentType: speaker.contentType, body };
}

function toEntry(
  { authentic, asked }: Inquiry,
  judgement: Judgement,
  answer: Answer,
  claim: Claim | undefined,
  { kind, standing }: Attempt,
  now: number,
  policy: Policy,
): Entry {
  const { question, request } = asked;
  const { decision, evidence, trace, excepted = false } = judgement;
  const detail = detailOf(decision);
  const row = composeRow({
    kind,
    now,
    authentic,
    question,
    request,
    evidence,
    trace,
    detail,
    policySha256: policy.sha256,
    excepted,
    answer,
  });
  const releases = kind === 'changed_request' ? undefined : releaseOf(asked, judgement, policy, now);
  return {
    row,
    body: authentic.body,
    ...(claim && { claim }),
    ...(releases && { releases }),
    ...(standing && { standing }),
  };
}

function tell(
  { authentic, asked }: Inquiry,
  answer: Answer,
  judgement: Partial<Judgement>,
): Omit<Settled['told'], 'how'> {
  const { decision, evidence, trace } = judgement;
  const { path, stage, requestId, signerId } = asked.question;
  const detail = decision && detailOf(decision);
  return {
    path,
    stage,
    requestId,
    signerId,
    cosigner: authentic.cosigner,
    cosignerKey: authentic.cosignerKey,
    action: answer.action,
    reason: answer.reason,
    rules: decidingRules(trace, answer.action),
    ...(detail && { detail }),
    ...(evidence && { evidence: describeEvidence(evidence) }),
  };
}

/** Rules that matched with the effect that won; an unevaluable forbid counts as deciding. */
function decidingRules(trace: Judgement['trace'], action: Answer['action']): readonly string[] {
  const effect = action === 'APPROVE' ? 'permit' : action === 'RETRY' ? 'hold' : 'forbid';
  return (trace?.rules ?? [])
    .filter(
      (rule) =>
        rule.effect === effect &&
        rule.outcome !== 'failed' &&
        (effect !== 'permit' || rule.outcome === 'matched'),
    )
    .map((rule) => rule.rule);
}
