/**
 * The original signature hash, for P2PKH inputs: the transaction itself with the spent script in the signed input and
 * none in the others, followed by the hash type. Inputs and outputs are in the clear; what the inputs are worth is not
 * in it at all.
 */

import { type Commitments, commitmentsOf } from './commitments.ts';
import { type Owner, readScript } from './script.ts';
import {
  type Output,
  outpointBytes,
  readTransaction,
  type Transaction,
  writeOutputs,
} from './transaction.ts';
import { openReader, size, sized, uint32 } from './wire.ts';

export interface LegacyPreimage extends Commitments {
  readonly kind: 'legacy';
  /** Of the signed input. */
  readonly index: number;
  readonly inputCount: number;
  readonly outpoint: Uint8Array;
  readonly owner: Owner | undefined;
  readonly scriptFound: string;
  readonly sequence: number;
  readonly outputs: readonly Output[];
}

export function readLegacyPreimage(bytes: Uint8Array): LegacyPreimage | undefined {
  const reader = openReader(bytes);
  const transaction = readTransaction(reader);
  const sighash = reader.uint32();
  if (!reader.finished()) return undefined;
  const { version, locktime, inputs, outputs } = transaction;
  const index = inputs.findIndex(({ script }) => script.length > 0);
  const signed = inputs[index];
  if (signed === undefined || inputs.some(({ script }, i) => i !== index && script.length > 0)) {
    return undefined;
  }
  const script = readScript(signed.script);
  return {
    kind: 'legacy',
    version,
    locktime,
    sighash,
    ...commitmentsOf(inputs, outputs),
    index,
    inputCount: inputs.length,
    outpoint: signed.outpoint,
    owner: script?.type === 'p2pkh' ? { kind: 'key', hash: script.program } : undefined,
    scriptFound: script?.type ?? `${signed.script.length} bytes`,
    sequence: signed.sequence,
    outputs,
  };
}

/** What every input's pre-image shares, written once: hashing 300 of them is work enough. */
export interface LegacyWhole {
  readonly head: Uint8Array;
  /** Every input with no script. */
  readonly blanks: Uint8Array;
  readonly tail: Uint8Array;
}

const blankBytes = outpointBytes + 1 + 4;

export function writeLegacyWhole({ version, inputs, outputs, locktime }: Transaction): LegacyWhole {
  const blanks = inputs.flatMap(({ outpoint, sequence }) => [outpoint, size(0), uint32(sequence)]);
  return {
    head: Buffer.concat([uint32(version), size(inputs.length)]),
    blanks: Buffer.concat(blanks),
    tail: Buffer.concat([size(outputs.length), writeOutputs(outputs), uint32(locktime), uint32(sighashAll)]),
  };
}

/** Of one pre-image, its script apart. */
export function bytesOfWhole({ head, blanks, tail }: LegacyWhole): number {
  return head.length + blanks.length + tail.length;
}

export function writeLegacyPreimage(whole: LegacyWhole, index: number, script: Uint8Array): Buffer {
  const { head, blanks, tail } = whole;
  const start = index * blankBytes;
  const scriptAt = start + outpointBytes;
  return Buffer.concat([
    head,
    blanks.subarray(0, scriptAt),
    sized(script),
    blanks.subarray(scriptAt + 1),
    tail,
  ]);
}

const sighashAll = 1;
