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

/** The same fields with one SHA-256, as the message has them. */
export interface TaprootFields {
  readonly version: number;
  readonly locktime: number;
  readonly sighash: number;
  readonly prevouts: Uint8Array;
  readonly amounts: Uint8Array;
  readonly scripts: Uint8Array;
  readonly sequences: Uint8Array;
  readonly outputs: Uint8Array;
  readonly index: number;
}

export function writeTaprootPreimage(fields: TaprootFields): Buffer {
  return Buffer.concat([
    Uint8Array.of(0, fields.sighash),
    uint32(fields.version),
    uint32(fields.locktime),
    sha256(fields.prevouts),
    sha256(fields.amounts),
    sha256(fields.scripts),
    sha256(fields.sequences),
    sha256(fields.outputs),
    Uint8Array.of(keyPathWithoutAnnex),
    uint32(fields.index),
  ]);
}
