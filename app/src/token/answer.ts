/**
 * The answer object (protocol section 6) and its compact JWS. Claims are `action`, `requestId` and, where there is a
 * sentence to say, `rejectionReason`; no time claim, since the co-signer ignores them and a wrong clock could only hurt
 * (protocol 2.2).
 */

import type { KeyObject } from 'node:crypto';
import type { Action } from '../decision/decision.ts';
import { encodeBase64url } from '../lib/base64url.ts';

export type AnswerAlgorithm = 'RS256' | 'ES256';

/** Signs bytes with a key it may not even hold (KMS). Rejects when the signature cannot be had now. */
export interface AnswerSigner {
  readonly name: string;
  readonly algorithm: AnswerAlgorithm;
  /** SHA-256 of the public key's SPKI DER, lower-case hex. */
  readonly fingerprint: string;
  readonly publicKey: KeyObject;
  sign(signingInput: Buffer): Promise<Uint8Array>;
}

export interface AnswerClaims {
  readonly action: Action;
  readonly requestId: string;
  readonly rejectionReason?: string;
}

const headers: Readonly<Record<AnswerAlgorithm, string>> = {
  RS256: encodeBase64url('{"typ":"JWT","alg":"RS256"}'),
  ES256: encodeBase64url('{"typ":"JWT","alg":"ES256"}'),
};

/** The answer as the JSON text that is signed, or sent as it is in the JSON modes. */
export function answerText(claims: AnswerClaims): string {
  return JSON.stringify(claims);
}

export async function signAnswer(claims: AnswerClaims, signer: AnswerSigner): Promise<string> {
  const signingInput = `${headers[signer.algorithm]}.${encodeBase64url(answerText(claims))}`;
  const signature = await signer.sign(Buffer.from(signingInput, 'latin1'));
  return `${signingInput}.${encodeBase64url(signature)}`;
}
