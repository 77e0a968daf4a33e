/** Compact JWS made by hand, so that tests can make every wrong one too. */

import { sign } from 'node:crypto';
import type { Pair } from './keys.ts';

export const cosignerHeader = '{"typ":"JWT","alg":"RS256"}';

export function base64url(value: string | Uint8Array): string {
  return Buffer.from(value).toString('base64url');
}

/** A token as the co-signer makes it; `header` may be replaced to make one it would never make. */
export function makeToken(payload: string | object, pair: Pair, header = cosignerHeader): string {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const input = `${base64url(header)}.${base64url(text)}`;
  return `${input}.${base64url(sign('sha256', Buffer.from(input), pair.privateKey))}`;
}
