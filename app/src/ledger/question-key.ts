/**
 * The name under which a question is found: 16 bytes, so that a long request id costs nothing in the index.
 *
 * SHA-256 over a JSON array is unambiguous (no two questions have the same text). Half of it is kept: the index is half as
 * large, and finding two questions with equal keys still takes about 2^64 tries; even then no foreign answer is
 * given, because a row is compared with the question in full before it is answered from (`names`).
 */

import { hash } from 'node:crypto';
import type { Question } from './ledger.ts';

const keyHexDigits = 32;

/** 16 bytes as lower-case hex. */
export function questionKey(question: Question): string {
  const name = JSON.stringify([question.path, question.stage, question.signerId, question.requestId]);
  return hash('sha256', name, 'hex').slice(0, keyHexDigits);
}

/** Whether `row` is about `question`. */
export function names(row: Question, question: Question): boolean {
  return (
    row.requestId === question.requestId &&
    row.signerId === question.signerId &&
    row.stage === question.stage &&
    row.path === question.path
  );
}
