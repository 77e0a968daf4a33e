/**
 * Reads what the handler answered as strictly as a co-signer may: signature by the registered answer key, the request's
 * own id, an action that the stage allows (protocol sections 2.2 and 6), and nothing that was not agreed.
 */

import { type KeyObject, verify } from 'node:crypto';
import { decodeBase64url } from '../lib/base64url.ts';
import { isJsonObject, type JsonObject, parseJson } from '../lib/json.ts';
import { err, ok, type Result } from '../lib/result.ts';

export const actions = ['APPROVE', 'REJECT', 'RETRY', 'IGNORE'] as const;
export type Action = (typeof actions)[number];

export interface Answer {
  readonly action: Action;
  readonly requestId: string;
  /** Absent on an approval. */
  readonly rejectionReason?: string;
}

export type AnswerProblem =
  | 'answer_not_a_token'
  | 'answer_algorithm_unexpected'
  | 'answer_signature_invalid'
  | 'answer_not_json'
  | 'answer_member_unexpected'
  | 'answer_action_unknown'
  | 'answer_request_id_differs'
  | 'answer_reason_malformed'
  | 'answer_ignore_at_signing';

export interface Question {
  readonly requestId: string;
  readonly stage: 'approval' | 'signing';
}

/** @param body a compact JWS, RS256 or ES256 as the answer key's type says */
export function verifyToken(
  body: string,
  question: Question,
  answerKey: KeyObject,
): Result<Answer, AnswerProblem> {
  const [header, payload, signature, ...rest] = body.split('.');
  if (header === undefined || payload === undefined || signature === undefined || rest.length > 0) {
    return err('answer_not_a_token');
  }
  const headerBytes = decodeBase64url(header);
  const payloadBytes = decodeBase64url(payload);
  const signatureBytes = decodeBase64url(signature);
  if (!headerBytes.ok || !payloadBytes.ok || !signatureBytes.ok) return err('answer_not_a_token');
  const claims = parseJson(headerBytes.value);
  if (!claims.ok || !isJsonObject(claims.value)) return err('answer_not_a_token');
  if (claims.value['alg'] !== algorithmOf(answerKey)) return err('answer_algorithm_unexpected');
  const signed = Buffer.from(`${header}.${payload}`);
  const key = { key: answerKey, dsaEncoding: 'ieee-p1363' } as const;
  if (!verify('sha256', signed, key, signatureBytes.value)) return err('answer_signature_invalid');
  return readAnswer(payloadBytes.value, question);
}

/** @param body plain JSON, as in the modes where only TLS vouches */
export function verifyJson(body: string, question: Question): Result<Answer, AnswerProblem> {
  return readAnswer(Buffer.from(body), question);
}

function algorithmOf(answerKey: KeyObject): string {
  return answerKey.asymmetricKeyType === 'ec' ? 'ES256' : 'RS256';
}

/** `iat` is documented as present and ignored. */
const knownMembers: ReadonlySet<string> = new Set(['action', 'requestId', 'rejectionReason', 'iat']);

function readAnswer(bytes: Uint8Array, question: Question): Result<Answer, AnswerProblem> {
  const parsed = parseJson(bytes);
  if (!parsed.ok || !isJsonObject(parsed.value)) return err('answer_not_json');
  const object: JsonObject = parsed.value;
  if (Object.keys(object).some((name) => !knownMembers.has(name))) return err('answer_member_unexpected');
  const action = actions.find((known) => known === object['action']);
  if (action === undefined) return err('answer_action_unknown');
  if (object['requestId'] !== question.requestId) return err('answer_request_id_differs');
  if (action === 'IGNORE' && question.stage === 'signing') return err('answer_ignore_at_signing');
  const reason = object['rejectionReason'];
  if (reason === undefined) return ok({ action, requestId: question.requestId });
  if (typeof reason !== 'string' || action === 'APPROVE') return err('answer_reason_malformed');
  return ok({ action, requestId: question.requestId, rejectionReason: reason });
}
