/** Tron addresses: the byte 0x41 and 20 bytes, written in base58 with a checksum of four bytes (two rounds of SHA-256). */

import { sha256 } from '@noble/hashes/sha2.js';
import { createBase58check } from '@scure/base';

const base58check = createBase58check(sha256);

export const addressPrefix = 0x41;
export const addressBytes = 21;

export function isAddressBytes(bytes: Uint8Array): boolean {
  return bytes.length === addressBytes && bytes[0] === addressPrefix;
}

/** The one spelling that an address has. Only for bytes that `isAddressBytes` accepts. */
export function spellAddress(bytes: Uint8Array): string {
  return base58check.encode(bytes);
}

/** Inside contract calls an address is its last 20 bytes, as on EVM chains. */
export function spellAccount(account: Uint8Array): string {
  return spellAddress(Buffer.concat([Buffer.of(addressPrefix), account]));
}

/** 21 bytes that begin with 0x41 always have 34 characters, of which the first is T. */
const addressText = /^T[1-9A-HJ-NP-Za-km-z]{33}$/;

export function isTronAddress(text: string): boolean {
  if (!addressText.test(text)) return false;
  try {
    return isAddressBytes(base58check.decode(text));
  } catch {
    return false; // a wrong checksum
  }
}
