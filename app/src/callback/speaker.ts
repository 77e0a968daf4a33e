/** How this caller is answered: a JWS by the key of its base path, or plain JSON on the JSON listener. */

import { answerSigner, type Keyring } from '../config/keyring.ts';
import { type AnswerClaims, answerText, signAnswer } from '../token/answer.ts';
import type { Call, Reply } from './call.ts';

export interface Speaker {
  /** Fingerprint of the answer key; empty where answers are not signed. */
  readonly answerKey: string;
  readonly contentType: Reply['contentType'];
  /** Rejects with `CannotSign` when the signature cannot be had. */
  say(claims: AnswerClaims): Promise<string>;
}

/** The signing key did not sign: nothing can be said, not even RETRY. */
export class CannotSign extends Error {
  override readonly name = 'CannotSign';
}

/** Throws `CannotSign` where the base path has no key for the co-signer’s algorithm. */
export function speakerFor(call: Call, cosigner: string, keyring: Keyring): Speaker {
  if (call.channel.mode === 'json') {
    return {
      answerKey: '',
      contentType: 'application/json; charset=utf-8',
      say: async (claims) => answerText(claims),
    };
  }
  const algorithm = keyring.cosigners.get(cosigner)?.answerAlgorithm;
  const signer = algorithm && answerSigner(keyring, call.channel.basePath, algorithm);
  if (signer === undefined) throw new CannotSign('no_key_on_this_base_path');
  return {
    answerKey: signer.fingerprint,
    contentType: 'text/plain; charset=utf-8',
    say: (claims) =>
      signAnswer(claims, signer).catch((cause) => {
        throw new CannotSign(cause instanceof Error ? cause.name : 'unknown', { cause });
      }),
  };
}
