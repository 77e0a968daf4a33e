/**
 * Strict hexadecimal. Lower and upper case digits are read, since addresses come in mixed case (EIP-55); a `0x` prefix,
 * an odd number of digits and anything else are refused. `Buffer.from(text, 'hex')` stops silently at the first bad
 * digit and looks only at the low byte of a character, so the text is checked before.
 */

import { err, ok, type Result } from './result.ts';

const hexDigits = /^[0-9a-fA-F]*$/;

export function decodeHex(text: string): Result<Uint8Array, 'not_hex'> {
  if (text.length % 2 !== 0 || !hexDigits.test(text)) return err('not_hex');
  return ok(Buffer.from(text, 'hex'));
}

/** Lower case, without prefix. */
export function encodeHex(bytes: Uint8Array): string {
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return buffer.toString('hex');
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
