/**
 * Addresses as the policy compares them. An address of an EVM chain has many spellings and is compared in lower case;
 * every other chain's address is compared as exact text. Checksums (EIP-55) are checked where people write addresses:
 * in address books.
 */

import { keccak_256 } from '@noble/hashes/sha3.js';
import { encodeHex } from '../lib/hex.ts';
import { err, ok, type Result } from '../lib/result.ts';

const evmAnySpelling = /^0x[0-9a-f]{40}$/i;
const evmLowerCase = /^0x[0-9a-f]{40}$/;
const evmUpperCase = /^0x[0-9A-F]{40}$/;
const evmMixedCase = /^0x[0-9a-fA-F]{40}$/;
/** Chains outside EVM that write 32 bytes with 0x (Aptos, Sui, Starknet). */
const longHexAddress = /^0x[0-9a-fA-F]{64}$/;
/** Any chain's address is visible ASCII; the longest in use (Cardano) have about 110 characters. */
const anyAddress = /^[!-~]{4,128}$/;

/** The one spelling under which an address from a request is looked up and compared. */
export function normaliseAddress(text: string): string {
  return evmAnySpelling.test(text) ? text.toLowerCase() : text;
}

/** An address as written in an address book, normalised; or what is wrong with it. */
export function parseBookAddress(text: string): Result<string, string> {
  if (evmLowerCase.test(text)) return ok(text);
  if (evmMixedCase.test(text)) {
    const lowerCase = text.toLowerCase();
    if (evmUpperCase.test(text) || text === checksummed(lowerCase)) return ok(lowerCase);
    return err(
      `\`${text}\` has a wrong EIP-55 checksum: copy it again from its source, or write it in lower case`,
    );
  }
  if (/^0x/i.test(text) && !longHexAddress.test(text)) {
    return err(
      `\`${text.slice(0, 80)}\` is not an EVM address: it needs 0x and exactly 40 hexadecimal digits`,
    );
  }
  if (!anyAddress.test(text)) {
    return err(`\`${text.slice(0, 80)}\` is not an address: 4 to 128 visible ASCII characters, no spaces`);
  }
  return ok(text);
}

/** EIP-55: a letter is upper case where the hash of the lower-case digits has 8 or more. */
function checksummed(lowerCase: string): string {
  const hash = encodeHex(keccak_256(Buffer.from(lowerCase.slice(2), 'ascii')));
  let text = '0x';
  for (let i = 0; i < 40; i += 1) {
    const digit = lowerCase.charAt(i + 2);
    text += hash.charAt(i) >= '8' ? digit.toUpperCase() : digit;
  }
  return text;
}
