/**
 * The co-signer's token (protocol section 2.1): a compact JWS over the request object itself, header exactly
 * `{"typ":"JWT","alg":"RS256"}`, no `iat`, no `exp`, nothing else. Forged tokens are made in `forgeries.ts`.
 */

import { type KeyObject, sign } from 'node:crypto';
import { encodeBase64url } from '../lib/base64url.ts';

const header = encodeBase64url('{"typ":"JWT","alg":"RS256"}');

/** @param payloadText the request object as text, see `serialise` */
export function signRequest(payloadText: string, privateKey: KeyObject): string {
  const signingInput = `${header}.${encodeBase64url(payloadText)}`;
  return `${signingInput}.${encodeBase64url(sign('sha256', Buffer.from(signingInput), privateKey))}`;
}
