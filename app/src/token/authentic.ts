/**
 * What authentication hands on: the exact bytes of the co-signer's object and who vouches for them. Sealed: only
 * `verify.ts` (a signature held) and `transport.ts` (the JSON listener's own TLS channel) can make one.
 */

import type { Sealed } from '../lib/sealed.ts';

export interface AuthenticBytesFields {
  /** The request object's bytes exactly as sent: the JWS payload (JWT modes) or the HTTP body (JSON modes). */
  readonly payload: Uint8Array;
  /** The HTTP body exactly as sent: the compact JWS, or the same bytes as `payload`. Kept as evidence. */
  readonly body: Uint8Array;
  /** SHA-256 of `payload`, lower-case hex: names the question's content. */
  readonly payloadSha256: string;
  /** The co-signer's name in the configuration. */
  readonly cosigner: string;
  /** Name of the public key whose signature held; `transport` where only TLS vouches (options 2 and 3). */
  readonly cosignerKey: string;
  readonly mode: 'jwt' | 'json';
}

export type AuthenticBytes = Sealed<AuthenticBytesFields, 'AuthenticBytes'>;
