/**
 * Authentication where the protocol has no message signature (options 2 and 3, protocol 1.1): the request is believed
 * because it came in over the JSON listener's own TLS channel, which the network must keep to one co-signer. The
 * audit row says so: its key is named `transport`.
 */

import { hash } from 'node:crypto';
import { seal } from '../lib/sealed.ts';
import type { AuthenticBytes, AuthenticBytesFields } from './authentic.ts';

export function trustTransport(body: Buffer, cosigner: string): AuthenticBytes {
  return seal<'AuthenticBytes', AuthenticBytesFields>({
    payload: body,
    body,
    payloadSha256: hash('sha256', body, 'hex'),
    cosigner,
    cosignerKey: 'transport',
    mode: 'json',
  });
}
