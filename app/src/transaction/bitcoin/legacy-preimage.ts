/**
 * The original signature hash, for P2PKH inputs: the transaction itself with the spent script in the signed input and
 * none in the others, followed by the hash type. Inputs and outputs are in the clear; what the inputs are worth is not
 * in it at all.
 */

import { type Commitments, commitmentsOf } from './commitments.ts';
import { type Owner, readScript } from './script.ts';
import { type Output, readTransaction, type Transaction, writeTransaction } from './transaction.ts';
import { openReader, uint32 } from './wire.ts';

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

export function writeLegacyPreimage(
  { version, inputs, outputs, locktime }: Transaction,
  index: number,
  script: Uint8Array,
): Buffer {
  const blanked = inputs.map((input, i) => ({ ...input, script: i === index ? script : new Uint8Array() }));
  return Buffer.concat([writeTransaction({ version, inputs: blanked, outputs, locktime }), uint32(1)]);
}
