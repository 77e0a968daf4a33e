/**
 * Addresses that programs own, derived from seeds: the hash of the seeds that is no point of the curve Ed25519, so that
 * no key can sign for it. The associated token account of an owner and a mint is such an address, which is how the
 * owner of a token account is proven without asking the chain.
 */

import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { readAddress, spellAddress } from './address.ts';
import { associatedTokenProgram } from './program-ids.ts';

const marker = Buffer.from('ProgramDerivedAddress');
const highestBump = 255;

/** For seeds of up to 32 bytes each. That none of the 256 bumps leaves the curve has a chance of 2^-256. */
export function findProgramAddress(seeds: readonly Uint8Array[], program: string): string {
  const behind = [readAddress(program), marker];
  let bump = highestBump;
  let address = hashOf([...seeds, Buffer.of(bump), ...behind]);
  while (isOnCurve(address)) {
    bump -= 1;
    address = hashOf([...seeds, Buffer.of(bump), ...behind]);
  }
  return spellAddress(address);
}

function hashOf(parts: readonly Uint8Array[]): Uint8Array {
  return sha256(Buffer.concat(parts));
}

/** Where the owner's tokens of this mint are kept. Only for text that `isSolanaAddress` accepts. */
export function associatedTokenAccount(owner: string, mint: string, tokenProgram: string): string {
  const seeds = [owner, tokenProgram, mint].map(readAddress);
  return findProgramAddress(seeds, associatedTokenProgram);
}

/** As the chain asks: by the rules of ZIP 215, which read more spellings of a point than RFC 8032. */
export function isOnCurve(bytes: Uint8Array): boolean {
  return ed25519.utils.isValidPublicKey(bytes, true);
}
