/**
 * A transaction as the signature hashes and PSBTs hold it: version, inputs, outputs, lock time, without witnesses. Reads
 * and writes; judges nothing.
 */

import { type Reader, size, sized, uint32, uint64 } from './wire.ts';

export interface Transaction {
  readonly version: number;
  readonly inputs: readonly Input[];
  readonly outputs: readonly Output[];
  readonly locktime: number;
}

export interface Input {
  /** 36 bytes: the transaction that is spent from, in hashing order, and the index of its output. */
  readonly outpoint: Uint8Array;
  readonly script: Uint8Array;
  readonly sequence: number;
}

export interface Output {
  /** Base units. */
  readonly value: bigint;
  readonly script: Uint8Array;
}

export const outpointBytes = 36;
/** Amounts are signed numbers of 64 bits on these chains; no sum of them can be more. */
export const maxUnits = 2n ** 63n - 1n;

export function readTransaction(reader: Reader): Transaction {
  return {
    version: reader.uint32(),
    inputs: reader.list(readInput),
    outputs: reader.list(readOutput),
    locktime: reader.uint32(),
  };
}

/** A transaction that may be signed: its witnesses are read over. */
export function readFullTransaction(reader: Reader): Transaction {
  const version = reader.uint32();
  const first = reader.list(readInput);
  // No inputs are the mark of a transaction with witnesses (BIP-144); the flag is 1, then the inputs follow.
  const hasWitnesses = first.length === 0 && reader.take(1)[0] === 1;
  const inputs = hasWitnesses ? reader.list(readInput) : first;
  const outputs = reader.list(readOutput);
  if (hasWitnesses) for (const _ of inputs) reader.list((item) => item.sized());
  return { version, inputs, outputs, locktime: reader.uint32() };
}

export function readInput(reader: Reader): Input {
  return { outpoint: reader.take(outpointBytes), script: reader.sized(), sequence: reader.uint32() };
}

export function readOutput(reader: Reader): Output {
  return { value: reader.uint64(), script: reader.sized() };
}

export function writeTransaction({ version, inputs, outputs, locktime }: Transaction): Buffer {
  return Buffer.concat([
    uint32(version),
    size(inputs.length),
    ...inputs.flatMap(({ outpoint, script, sequence }) => [outpoint, sized(script), uint32(sequence)]),
    size(outputs.length),
    writeOutputs(outputs),
    uint32(locktime),
  ]);
}

export function writeOutputs(outputs: readonly Output[]): Buffer {
  return Buffer.concat(outputs.flatMap(({ value, script }) => [uint64(value), sized(script)]));
}

export function sumOf(outputs: readonly Output[]): bigint {
  return outputs.reduce((sum, { value }) => sum + value, 0n);
}
