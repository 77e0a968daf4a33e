/**
 * Second station: what is asked, by whom? Turns authentic bytes into a request whose signer may speak for this
 * co-signer, or into a refusal that still names the question, so that it can be recorded and answered.
 */

import type { Denial } from '../decision/denial.ts';
import type { Question } from '../ledger/ledger.ts';
import { parseRequest } from '../request/parse.ts';
import type { Request } from '../request/request.ts';
import { checkSigner, type SignerDirectory } from '../request/signer.ts';
import type { AuthenticBytes } from '../token/authentic.ts';
import type { Operation } from './call.ts';

export type Asked =
  | { readonly kind: 'request'; readonly question: Question; readonly request: Request }
  | {
      readonly kind: 'refused';
      readonly question: Question;
      readonly denial: Denial;
      /** The request's own id; absent where it has none that could be echoed, and so no answer can be signed. */
      readonly requestId?: string;
      /** Present where the object could be read and only its signer is refused. */
      readonly request?: Request;
    };

export function readQuestion(
  operation: Operation,
  authentic: AuthenticBytes,
  signers: SignerDirectory,
): Asked {
  const parsed = parseRequest(operation, authentic);
  if (!parsed.ok) {
    const { denial, requestId } = parsed.error;
    // Without an id of its own, the content names the question.
    const name = requestId ?? `sha256:${authentic.payloadSha256}`;
    const question: Question = { path: operation, stage: 'unread', signerId: '', requestId: name };
    return requestId === undefined
      ? { kind: 'refused', question, denial }
      : { kind: 'refused', question, denial, requestId };
  }
  const request = parsed.value;
  const { stage, signerId, requestId } = request;
  const question: Question = { path: operation, stage, signerId, requestId };
  const signer = checkSigner(signerId, authentic.cosigner, signers);
  if (!signer.ok) {
    // Under a name that no allowed signer's question has: it must neither find that answer nor answer in its place.
    const apart: Question = { ...question, stage: 'unread' };
    return { kind: 'refused', question: apart, denial: signer.error, requestId, request };
  }
  return { kind: 'request', question, request };
}
