/**
 * What a scenario acts with: it sends, says what it expects, and every exchange becomes one line of the report. Knows how
 * to compare a reply with an expectation; knows no scenario.
 */

import type { JsonObject } from '../lib/json.ts';
import type { Action, Question } from './answer.ts';
import type { Operation } from './connection.ts';
import { askHandler, type Cosigner, postToHandler, type Reply } from './cosigner.ts';

/** An action, `401` for a request that must not be believed, or `413` for one that is too large. */
export const outcomes = ['APPROVE', 'REJECT', 'RETRY', 'IGNORE', '401', '413'] as const;
export type Outcome = (typeof outcomes)[number];

export interface Expectation {
  readonly outcome: Outcome;
  /** The public sentence, where a refusal for another reason would be a wrong one. */
  readonly because?: string;
}

/** One line of the report. */
export interface Step {
  readonly scenario: string;
  readonly requestId: string;
  /** What was sent, in words. */
  readonly sent: string;
  readonly expected: string;
  readonly got: string;
  /** The handler's sentence, or what is wrong with the answer. */
  readonly why: string;
  readonly ok: boolean;
  readonly milliseconds: number;
}

export interface Play {
  readonly scenario: string;
  readonly cosigner: Cosigner;
  /** How many requests a scenario with many sends, and how many of them at once. */
  readonly count: number;
  readonly concurrency: number;
  readonly newId: () => string;
  readonly record: (step: Step) => void;
  /** Bodies of all 401 answers of the run: there must be only one. */
  readonly refusals: Set<string>;
}

export interface Line {
  readonly sent: string;
  readonly operation?: Operation;
  /** Undefined: any valid answer will do. */
  readonly expect: Expectation | undefined;
}

/** Says a request object as the co-signer would, and records the line. */
export async function ask(play: Play, request: JsonObject, line: Line): Promise<Reply> {
  const reply = await askHandler(play.cosigner, line.operation ?? 'transaction', request);
  const requestId = request['requestId'];
  recordReply(play, typeof requestId === 'string' ? requestId : '', line, reply);
  return reply;
}

/** Sends exact bytes, and records the line. */
export async function send(play: Play, body: string, question: Question, line: Line): Promise<Reply> {
  const reply = await postToHandler(play.cosigner, line.operation ?? 'transaction', body, question);
  recordReply(play, question.requestId, line, reply);
  return reply;
}

/** Records a line that compares earlier replies. */
export function claim(play: Play, sent: string, expected: string, holds: boolean): void {
  record(play, {
    requestId: '',
    sent,
    expected,
    got: holds ? expected : 'no',
    why: '',
    ok: holds,
    milliseconds: 0,
  });
}

/** Records many replies to the same kind of request as one line. */
export function recordMany(play: Play, line: Line, replies: readonly Reply[]): void {
  const judged = replies.map((reply) => judge(play, reply, line.expect));
  const wrong = judged.find((one) => !one.ok);
  const [first] = judged;
  const counts = new Map<string, number>();
  for (const { got } of judged) counts.set(got, (counts.get(got) ?? 0) + 1);
  record(play, {
    requestId: '',
    sent: line.sent,
    expected: line.expect?.outcome ?? 'any',
    got: [...counts].map(([got, count]) => `${count} x ${got}`).join(', '),
    why: (wrong ?? first)?.why ?? '',
    ok: wrong === undefined,
    milliseconds: Math.max(0, ...replies.map(millisecondsOf)),
  });
}

function recordReply(play: Play, requestId: string, line: Line, reply: Reply): void {
  const { got, why, ok } = judge(play, reply, line.expect);
  record(play, {
    requestId,
    sent: line.sent,
    expected: line.expect?.outcome ?? 'any',
    got,
    why,
    ok,
    milliseconds: millisecondsOf(reply),
  });
}

function record(play: Play, step: Omit<Step, 'scenario'>): void {
  play.record({ scenario: play.scenario, ...step });
}

interface Judgement {
  readonly got: string;
  readonly why: string;
  readonly ok: boolean;
}

function judge(play: Play, reply: Reply, expect: Expectation | undefined): Judgement {
  switch (reply.kind) {
    case 'answer':
      return judgeAnswer(reply.action, reply.reason, expect);
    case 'invalid':
      return { got: 'invalid answer', why: reply.problem, ok: false };
    case 'none':
      return { got: 'no answer', why: reply.problem, ok: false };
    case 'refused':
      return judgeRefusal(play, reply.http.status, reply.http.body, expect);
  }
}

function judgeAnswer(action: Action, reason: string, expect: Expectation | undefined): Judgement {
  if (expect === undefined) return { got: action, why: reason, ok: true };
  if (action !== expect.outcome) return { got: action, why: reason, ok: false };
  const { because } = expect;
  if (because === undefined || because === reason) return { got: action, why: reason, ok: true };
  return { got: action, why: `another reason than "${because}": "${reason}"`, ok: false };
}

function judgeRefusal(play: Play, status: number, body: string, expect: Expectation | undefined): Judgement {
  const got = String(status);
  if (status !== 401) return { got, why: '', ok: got === expect?.outcome };
  play.refusals.add(body);
  if (play.refusals.size > 1) return { got, why: 'the body of a 401 is not always the same', ok: false };
  return { got, why: '', ok: expect?.outcome === '401' };
}

function millisecondsOf(reply: Reply): number {
  return reply.kind === 'none' ? 0 : reply.http.milliseconds;
}
