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
import type { Answer, Entry, Recollection, Recorded } from '../ledger/ledger.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import type { AuthenticBytes } from '../token/authentic.ts';
import type { CallbackContext, Reply } from './call.ts';
import { composeRow, describeEvidence } from './compose-row.ts';
import { decide, type Judgement } from './decide.ts';
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
  const remembered = await recall(inquiry, context);
  switch (remembered.kind) {
    case 'unavailable':
      return postpone(inquiry, 'ledger_unavailable');
    case 'new':
      return conclude(inquiry, judge(inquiry, context), 'decision', began, context);
    case 'changed':
      return conclude(
        inquiry,
        changed(inquiry, remembered.recordedSha256),
        'changed_request',
        began,
        context,
      );
    case 'answered':
      return holdIsOver(remembered.answer, context.clock())
        ? conclude(inquiry, { decision: reject(deny('hold_expired')) }, 'after_hold', began, context)
        : repeat(inquiry, remembered.answer, context.stopwatch() - began);
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

async function recall(inquiry: Inquiry, context: CallbackContext): Promise<Recollection | Unavailable> {
  try {
    return await context.ledger.recall(inquiry.asked.question, inquiry.authentic.payloadSha256);
  } catch (error) {
    context.report({ event: 'ledger_fault', operation: 'recall', problem: faultName(error) });
    return { kind: 'unavailable' };
  }
}

function judge({ asked, authentic }: Inquiry, context: CallbackContext): Judgement {
  if (asked.kind === 'refused') return { decision: reject(asked.denial) };
  try {
    return decide(asked.request, authentic.cosigner, context.policy, context.clock());
  } catch (error) {
    context.report(bugEvent(error));
    return { decision: reject(deny('internal_error')) };
  }
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
  kind: RowContent['kind'],
  began: number,
  context: CallbackContext,
): Promise<Settled> {
  const now = context.clock();
  const decided = context.stopwatch();
  const answer = await compose(inquiry, judgement.decision, now + context.holdMs);
  const signed = context.stopwatch();
  const recorded = await record(
    toEntry(inquiry, judgement, answer, kind, now, context.policy.sha256),
    context,
  );
  const steps = { decide: decided - began, sign: signed - decided, record: context.stopwatch() - signed };
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
      return conclude(inquiry, changed(inquiry, recorded.recordedSha256), 'changed_request', began, context);
  }
}

async function record(entry: Entry, context: CallbackContext): Promise<Recorded | Unavailable> {
  try {
    return await context.ledger.record(entry);
  } catch (error) {
    context.report({ event: 'ledger_fault', operation: 'record', problem: faultName(error) });
    return { kind: 'unavailable' };
  }
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
  return reason === 'policy_hold' && heldUntil !== undefined ? { ...answer, heldUntil } : answer;
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
  { decision, evidence, trace }: Judgement,
  answer: Answer,
  kind: RowContent['kind'],
  now: number,
  policySha256: string,
): Entry {
  const { question, request } = asked;
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
    policySha256,
    answer,
  });
  return { row, body: authentic.body };
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

/** Only the class of a fault is told; its message may quote what it failed on. */
function faultName(error: unknown): string {
  if (error instanceof LedgerError) return error.problem;
  return error instanceof Error ? error.name : 'unknown';
}
