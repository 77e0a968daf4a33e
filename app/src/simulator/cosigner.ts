/**
 * One simulated co-signer: who it is, how it says a request on the wire, and how it hears the answer. In the JWT modes
 * it signs and verifies; in the JSON modes the same objects travel bare.
 */

import { createPublicKey, type KeyObject } from 'node:crypto';
import type { JsonObject } from '../lib/json.ts';
import { type Action, type AnswerProblem, type Question, verifyJson, verifyToken } from './answer.ts';
import type { Connection, HttpAnswer, Operation } from './connection.ts';
import { serialise } from './serialise.ts';
import { signRequest } from './sign-request.ts';

/** What the JWT modes need: the co-signer's own key, and the handler's public answer key. */
export interface CosignerKeys {
  readonly privateKey: KeyObject;
  readonly answerKey: KeyObject;
}

export interface CosignerOptions {
  readonly connection: Connection;
  /** Id of the API user that asks. */
  readonly signerId: string;
  /** A signer that the handler knows under another co-signer. */
  readonly otherSignerId?: string | undefined;
  /** Present in the JWT modes only. */
  readonly keys?: CosignerKeys | undefined;
}

export interface Cosigner extends CosignerOptions {
  readonly publicKeyPem: string;
}

export type Reply =
  /** A valid answer. */
  | { readonly kind: 'answer'; readonly action: Action; readonly reason: string; readonly http: HttpAnswer }
  /** HTTP 200 with an answer that no co-signer may act on. */
  | { readonly kind: 'invalid'; readonly problem: AnswerProblem; readonly http: HttpAnswer }
  /** Another status than 200. */
  | { readonly kind: 'refused'; readonly http: HttpAnswer }
  /** No whole HTTP answer. */
  | { readonly kind: 'none'; readonly problem: string };

export function createCosigner(options: CosignerOptions): Cosigner {
  const { keys } = options;
  const publicKeyPem =
    keys === undefined
      ? ''
      : createPublicKey(keys.privateKey).export({ type: 'spki', format: 'pem' }).toString();
  return { ...options, publicKeyPem };
}

/** The HTTP body that says this request: a token, or the object's text. */
export function encodeRequest(cosigner: Cosigner, payloadText: string): string {
  return cosigner.keys === undefined ? payloadText : signRequest(payloadText, cosigner.keys.privateKey);
}

/** Sends a request object and reads the answer. */
export function askHandler(cosigner: Cosigner, operation: Operation, request: JsonObject): Promise<Reply> {
  return postToHandler(cosigner, operation, encodeRequest(cosigner, serialise(request)), questionOf(request));
}

/** Sends exact bytes and reads the answer as the answer to `question`. Never throws: no answer is a reply too. */
export async function postToHandler(
  cosigner: Cosigner,
  operation: Operation,
  body: string,
  question: Question,
): Promise<Reply> {
  let http: HttpAnswer;
  try {
    http = await cosigner.connection.post(operation, body);
  } catch (error) {
    return { kind: 'none', problem: describeFailure(error) };
  }
  if (http.status !== 200) return { kind: 'refused', http };
  const answer =
    cosigner.keys === undefined
      ? verifyJson(http.body, question)
      : verifyToken(http.body, question, cosigner.keys.answerKey);
  if (!answer.ok) return { kind: 'invalid', problem: answer.error, http };
  return { kind: 'answer', action: answer.value.action, reason: answer.value.rejectionReason ?? '', http };
}

/** The id to be echoed, and the stage as the protocol's section 4 tells it from the fields. */
export function questionOf(request: JsonObject): Question {
  const requestId = request['requestId'];
  const signing = 'fee' in request || 'rawTx' in request || 'players' in request;
  return {
    requestId: typeof requestId === 'string' ? requestId : '',
    stage: signing ? 'signing' : 'approval',
  };
}

function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'AbortError') return 'no answer in time';
  // A host name with several addresses fails with an empty message and a code.
  return error.message === '' && 'code' in error ? String(error.code) : error.message;
}
