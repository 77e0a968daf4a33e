/**
 * Authenticates a co-signer's compact JWS (RFC 7515 section 7.1, RS256 of RFC 7518 section 3.3) against a named set of
 * pinned keys. Knows nothing of what the payload means; claims are not looked at before the signature held, and
 * there is no time claim to look at (protocol 2.1).
 *
 * Every failure costs the same: a body that is no token is still verified, as a decoy, against every key, so that
 * the time to a 401 does not tell which check failed.
 */

import { hash, type KeyObject, verify } from 'node:crypto';
import { decodeBase64url } from '../lib/base64url.ts';
import { err, ok, type Result } from '../lib/result.ts';
import { seal } from '../lib/sealed.ts';
import type { AuthenticBytes, AuthenticBytesFields } from './authentic.ts';
import { checkHeader, type HeaderProblem } from './header.ts';

/** One pinned public key: RSA of 2048 bits or more, checked by `assess-key.ts` before it gets here. */
export interface CosignerKey {
  readonly cosigner: string;
  readonly name: string;
  readonly publicKey: KeyObject;
  /** Bytes of a signature by this key: the size of its modulus. */
  readonly signatureBytes: number;
}

/** For our own log only; the outside sees one 401 for all of them. */
export type AuthenticationFailure = 'body_empty' | 'token_malformed' | HeaderProblem | 'signature_invalid';

interface Token {
  readonly signingInput: Uint8Array;
  readonly payload: Buffer;
  readonly signature: Buffer;
}

const dot = 0x2e;

export function verifyToken(
  body: Buffer,
  keys: readonly CosignerKey[],
): Result<AuthenticBytes, AuthenticationFailure> {
  const token = splitToken(body);
  const signed = token.ok ? token.value : { signingInput: body, signature: undefined };
  for (const key of keys) {
    const signature = signed.signature ?? Buffer.alloc(key.signatureBytes);
    const holds =
      signature.length === key.signatureBytes &&
      verify('RSA-SHA256', signed.signingInput, key.publicKey, signature);
    if (holds && token.ok) return ok(authentic(body, token.value.payload, key));
  }
  return token.ok ? err('signature_invalid') : token;
}

function splitToken(body: Buffer): Result<Token, AuthenticationFailure> {
  if (body.length === 0) return err('body_empty');
  const first = body.indexOf(dot);
  const second = body.indexOf(dot, first + 1);
  if (first < 0 || second < 0 || body.indexOf(dot, second + 1) >= 0) return err('token_malformed');
  const header = decodeBase64url(body.toString('latin1', 0, first));
  const payload = decodeBase64url(body.toString('latin1', first + 1, second));
  const signature = decodeBase64url(body.toString('latin1', second + 1));
  if (!header.ok || !payload.ok || !signature.ok) return err('token_malformed');
  const headerCheck = checkHeader(header.value);
  if (!headerCheck.ok) return headerCheck;
  return ok({ signingInput: body.subarray(0, second), payload: payload.value, signature: signature.value });
}

function authentic(body: Buffer, payload: Buffer, key: CosignerKey): AuthenticBytes {
  return seal<'AuthenticBytes', AuthenticBytesFields>({
    payload,
    body,
    payloadSha256: hash('sha256', payload, 'hex'),
    cosigner: key.cosigner,
    cosignerKey: key.name,
    mode: 'jwt',
  });
}
