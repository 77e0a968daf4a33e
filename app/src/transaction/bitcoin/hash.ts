/**
 * The hashes of Bitcoin. SHA-256 is Node's, which is fast; RIPEMD-160, which OpenSSL keeps behind a switch, is from
 * @noble/hashes.
 */

import { createHash, hash } from 'node:crypto';
import { ripemd160 } from '@noble/hashes/legacy.js';

export function sha256(bytes: Uint8Array): Buffer {
  return hash('sha256', bytes, 'buffer');
}

export function sha256d(bytes: Uint8Array): Buffer {
  return sha256(sha256(bytes));
}

/** Double SHA-256 of these bytes with others behind them, for any number of others: these are read once. */
export function sha256dStarting(bytes: Uint8Array): (others: Uint8Array) => Buffer {
  const begun = createHash('sha256').update(bytes);
  return (others) => sha256(begun.copy().update(others).digest());
}

/** Of public keys and scripts. */
export function hash160(bytes: Uint8Array): Uint8Array {
  return ripemd160(sha256(bytes));
}

/** BIP-340: a hash that is no other purpose's hash. */
export function taggedHash(tag: string, bytes: Uint8Array): Buffer {
  const tagHash = sha256(Buffer.from(tag, 'latin1'));
  return sha256(Buffer.concat([tagHash, tagHash, bytes]));
}
