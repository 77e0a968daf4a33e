/**
 * EVM addresses as text: 0x and 40 hexadecimal digits, and the checksum that mixed case carries (EIP-55). Knows nothing
 * of requests or transactions. ICAP, ENS names and EIP-1191 (checksums that depend on the chain) are not addresses here.
 */

import { keccak_256 } from '@noble/hashes/sha3.js';
import { encodeHex } from '../../lib/hex.ts';

const evmAddress = /^0x[0-9a-fA-F]{40}$/;
const capital = /[A-F]/;
const small = /[a-f]/;

export function isEvmAddress(text: string): boolean {
  return evmAddress.test(text);
}

/** The one spelling by which addresses are compared: lower case. Only for text that `isEvmAddress` accepts. */
export function normaliseEvmAddress(address: string): string {
  return address.toLowerCase();
}

/** The mixed-case spelling of EIP-55. Only for text that `isEvmAddress` accepts. */
export function checksumEvmAddress(address: string): string {
  const digits = address.slice(2).toLowerCase();
  const hash = encodeHex(keccak_256(Buffer.from(digits, 'latin1')));
  let spelled = '0x';
  for (let i = 0; i < digits.length; i += 1) {
    const digit = digits.charAt(i);
    spelled += hash.charAt(i) >= '8' ? digit.toUpperCase() : digit;
  }
  return spelled;
}

/** True when all letters have one case (no checksum is claimed) or the mixed case is that of EIP-55. */
export function hasValidChecksum(address: string): boolean {
  const digits = address.slice(2);
  return !(capital.test(digits) && small.test(digits)) || address === checksumEvmAddress(address);
}
