/**
 * BIP-341, key path: the message behind the signature of a P2TR input, from its epoch byte on; what is signed is its
 * tagged hash. Everything is a hash of its own, with one SHA-256 where BIP-143 has two, so hashing it once more makes
 * the two comparable. Annex and script path are refused.
 */

import { encodeHex } from '../../lib/hex.ts';
import type { Commitments } from './commitments.ts';
import { sha256 } from './hash.ts';
import { openReader, uint32 } from './wire.ts';

export interface TaprootPreimage extends Commitments {
  readonly kind: 'taproot';
  readonly index: number;
  /** The output key is not in the message. */
  readonly owner: 'hidden' | undefined;
  readonly scriptFound: string;
  /** SHA-256 of what all inputs are worth, eight bytes each, in hexadecimal. */
  readonly amountsHash: string;
  readonly scriptsHash: string;
}

const hashBytes = 32;
const keyPathWithoutAnnex = 0;

export function readTaprootPreimage(bytes: Uint8Array): TaprootPreimage | undefined {
  const reader = openReader(bytes);
  const [, sighash = 0] = reader.take(2);
  const version = reader.uint32();
  const locktime = reader.uint32();
  const prevouts = reader.take(hashBytes);
  const amountsHash = encodeHex(reader.take(hashBytes));
  const scriptsHash = encodeHex(reader.take(hashBytes));
  const sequences = reader.take(hashBytes);
  const outputs = reader.take(hashBytes);
  const [spendType = 0] = reader.take(1);
  const index = reader.uint32();
  if (!reader.finished()) return undefined;
  return {
    kind: 'taproot',
    version,
    locktime,
    sighash,
    prevoutsHash: encodeHex(sha256(prevouts)),
    sequencesHash: encodeHex(sha256(sequences)),
    outputsHash: encodeHex(sha256(outputs)),
    index,
    owner: spendType === keyPathWithoutAnnex ? 'hidden' : undefined,
    scriptFound: `spend type ${spendType}`,
    amountsHash,
    scriptsHash,
  };
}

/** What the message says about the whole transaction: one SHA-256 each. */
export interface TaprootWhole {
  readonly version: number;
  readonly locktime: number;
  readonly prevouts: Uint8Array;
  readonly amounts: Uint8Array;
  readonly scripts: Uint8Array;
  readonly sequences: Uint8Array;
  readonly outputs: Uint8Array;
}

export function writeTaprootPreimage(whole: TaprootWhole, sighash: number, index: number): Buffer {
  return Buffer.concat([
    Uint8Array.of(0, sighash),
    uint32(whole.version),
    uint32(whole.locktime),
    whole.prevouts,
    whole.amounts,
    whole.scripts,
    whole.sequences,
    whole.outputs,
    Uint8Array.of(keyPathWithoutAnnex),
    uint32(index),
  ]);
}
