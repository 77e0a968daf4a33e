/**
 * Strict base64url (RFC 4648 section 5, without padding, as RFC 7515 section 2 demands). One spelling per value:
 * padding, foreign characters, an impossible length and set bits behind the last byte are refused.
 */

import { err, ok, type Result } from './result.ts';

const alphabet = /^[A-Za-z0-9_-]*$/;

export function decodeBase64url(text: string): Result<Buffer, 'not_base64url'> {
  if (!alphabet.test(text)) return err('not_base64url');
  const bytes = Buffer.from(text, 'base64url');
  // Only the last group can have two spellings, so re-encoding it is enough.
  const tail = text.length - (text.length % 4);
  if (bytes.subarray((tail / 4) * 3).toString('base64url') !== text.slice(tail)) return err('not_base64url');
  return ok(bytes);
}

export function encodeBase64url(bytes: Uint8Array | string): string {
  return Buffer.from(bytes).toString('base64url');
}
