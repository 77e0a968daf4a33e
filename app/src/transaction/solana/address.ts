/**
 * Solana addresses: 32 bytes, written in base58. Whether a key or a program stands behind one is no matter of its
 * spelling. Knows nothing of messages.
 */

import { base58 } from '@scure/base';

export const addressBytes = 32;

/** 32 bytes have 32 (all zero) to 44 characters. */
const addressText = /^[1-9A-HJ-NP-Za-km-z]{32,44}$/;

export function isSolanaAddress(text: string): boolean {
  return addressText.test(text) && base58.decode(text).length === addressBytes;
}

/** The one spelling that an address has. */
export function spellAddress(bytes: Uint8Array): string {
  return base58.encode(bytes);
}

/** Only for text that `isSolanaAddress` accepts. */
export function readAddress(text: string): Uint8Array {
  return base58.decode(text);
}
