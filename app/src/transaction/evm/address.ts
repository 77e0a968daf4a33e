/**
 * EVM addresses as text: 0x and 40 hexadecimal digits, and the checksum that mixed case carries (EIP-55). Knows nothing
 * of requests or transactions. ICAP, ENS names and EIP-1191 (checksums that depend on the chain) are not addresses here.
 */

import { keccak_256 } from '@noble/hashes/sha3.js';
import { encodeHex } from '../../lib/hex.ts';

const evmAddress = /^0x[0-9a-fA-F]{40}$/;
const capital = /[A-F]/;
const small = /[a-f]/;

/** Characters of lower-case hexadecimal; all letters come after all digits. */
const eight = 0x38;
const smallA = 0x61;
const smallToCapital = 0x20;

export function isEvmAddress(text: string): boolean {
  return evmAddress.test(text);
}

/** The one spelling by which addresses are compared: lower case. Only for text that `isEvmAddress` accepts. */
export function normaliseEvmAddress(address: string): string {
  return address.toLowerCase();
}

/** The mixed-case spelling of EIP-55. Only for text that `isEvmAddress` accepts. */
export function checksumEvmAddress(address: string): string {
  const digits = Buffer.from(address.slice(2).toLowerCase(), 'latin1');
  const hash = encodeHex(keccak_256(digits));
  for (const [i, digit] of digits.entries()) {
    if (digit >= smallA && hash.charCodeAt(i) >= eight) digits[i] = digit - smallToCapital;
  }
  return `0x${digits.toString('latin1')}`;
}

/** True when all letters have one case (no checksum is claimed) or the mixed case is that of EIP-55. */
export function hasValidChecksum(address: string): boolean {
  const digits = address.slice(2);
  return !(capital.test(digits) && small.test(digits)) || address === checksumEvmAddress(address);
}
