/**
 * What a recorded row says about a question: its name, its answer, and whether a later entry may answer it anew. Every
 * adapter decides through these functions, so that they cannot differ. Pure.
 */

import type { RowContent, RowFields } from '../audit/row.ts';
import type { Answer, Question, Recalled } from './ledger.ts';

export function questionOf(row: Question): Question {
  return { path: row.path, stage: row.stage, signerId: row.signerId, requestId: row.requestId };
}

/** The answer that a row gave, byte for byte. */
export function answerOf(
  row: Pick<RowFields, 'action' | 'reason' | 'answer' | 'answerKey' | 'heldUntil'>,
): Answer {
  const answer = { action: row.action, reason: row.reason, body: row.answer, answerKey: row.answerKey };
  return row.heldUntil === undefined ? answer : { ...answer, heldUntil: row.heldUntil };
}

/** An open hold: RETRY until somebody decides or `heldUntil` passes. */
export function isHold(row: Pick<RowFields, 'action' | 'heldUntil'>): boolean {
  return row.action === 'RETRY' && row.heldUntil !== undefined;
}

/** What the row that answers a question means for somebody who asks with this content. */
export function recollect(answering: RowFields, payloadSha256: string): Recalled {
  if (answering.payloadSha256 !== payloadSha256) {
    return { kind: 'changed', recordedSha256: answering.payloadSha256 };
  }
  return { kind: 'answered', answer: answerOf(answering) };
}

/**
 * What becomes of a new entry, given the row that answers its question now. Either it is written: `answers` (from now
 * on it answers its question) or `noted` (it answers nothing); or it loses, and what was recalled is returned;
 * or it is a bug of the caller: `no_hold_to_replace`, there never was an answer.
 */
export function settle(
  kind: RowContent['kind'],
  payloadSha256: string,
  answering: RowFields | undefined,
): 'answers' | 'noted' | 'no_hold_to_replace' | Recalled {
  switch (kind) {
    case 'changed_request':
      return 'noted';
    case 'decision':
      return answering === undefined ? 'answers' : recollect(answering, payloadSha256);
    case 'after_hold': {
      if (answering === undefined) return 'no_hold_to_replace';
      const open = isHold(answering) && answering.payloadSha256 === payloadSha256;
      return open ? 'answers' : recollect(answering, payloadSha256);
    }
  }
}
