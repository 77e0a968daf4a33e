/**
 * BIP-143: what the signature of a P2WPKH, P2SH-P2WPKH or P2WSH input is over. Inputs, sequences and outputs of the whole
 * transaction are hashes; the input's own outpoint and value are in the clear. P2WPKH and P2SH-P2WPKH have the same
 * bytes: the key's hash in the form of a P2PKH script.
 */

import { encodeHex } from '../../lib/hex.ts';
import type { Commitments } from './commitments.ts';
import { type Owner, readScript } from './script.ts';
import { outpointBytes } from './transaction.ts';
import { openReader, sized, uint32, uint64 } from './wire.ts';

export interface SegwitPreimage extends Commitments {
  readonly kind: 'segwit';
  readonly outpoint: Uint8Array;
  readonly owner: Owner | undefined;
  readonly scriptFound: string;
  readonly value: bigint;
  readonly sequence: number;
}

export interface SegwitFields extends Commitments {
  readonly outpoint: Uint8Array;
  readonly scriptCode: Uint8Array;
  readonly value: bigint;
  readonly sequence: number;
}

const hashBytes = 32;
/** The most that nodes relay for a P2WSH script. */
export const maxWitnessScriptBytes = 3600;

export function readSegwitPreimage(bytes: Uint8Array): SegwitPreimage | undefined {
  const reader = openReader(bytes);
  const version = reader.uint32();
  const prevoutsHash = encodeHex(reader.take(hashBytes));
  const sequencesHash = encodeHex(reader.take(hashBytes));
  const outpoint = reader.take(outpointBytes);
  const scriptCode = reader.sized();
  const value = reader.uint64();
  const sequence = reader.uint32();
  const outputsHash = encodeHex(reader.take(hashBytes));
  const locktime = reader.uint32();
  const sighash = reader.uint32();
  if (!reader.finished()) return undefined;
  return {
    kind: 'segwit',
    version,
    locktime,
    sighash,
    prevoutsHash,
    sequencesHash,
    outputsHash,
    outpoint,
    owner: readOwner(scriptCode),
    scriptFound: `${scriptCode.length} bytes`,
    value,
    sequence,
  };
}

function readOwner(scriptCode: Uint8Array): Owner | undefined {
  const script = readScript(scriptCode);
  if (script?.type === 'p2pkh') return { kind: 'key', hash: script.program };
  // A key or script hash in another form is never what a witness script is.
  if (script !== undefined || scriptCode.length === 0 || scriptCode.length > maxWitnessScriptBytes) {
    return undefined;
  }
  return { kind: 'script', script: scriptCode };
}

export function writeSegwitPreimage(fields: SegwitFields): Buffer {
  return Buffer.concat([
    uint32(fields.version),
    Buffer.from(fields.prevoutsHash, 'hex'),
    Buffer.from(fields.sequencesHash, 'hex'),
    fields.outpoint,
    sized(fields.scriptCode),
    uint64(fields.value),
    uint32(fields.sequence),
    Buffer.from(fields.outputsHash, 'hex'),
    uint32(fields.locktime),
    uint32(fields.sighash),
  ]);
}
