/**
 * How large the signed transaction is at least, in virtual bytes (BIP-141), before its signatures exist. Assumed: ECDSA
 * signatures of 71 bytes with their hash type, compressed keys, no P2SH around a witness program, and of a P2WSH script
 * one signature. Real transactions are this large or a little larger, so the fee rate computed from it is never too low.
 */

import type { Preimage } from './preimage.ts';
import { type Output, outpointBytes, writeOutputs } from './transaction.ts';
import { size } from './wire.ts';

const signatureBytes = 71;
const schnorrBytes = 64;
const keyBytes = 33;
const versionAndLocktimeBytes = 8;
const sequenceBytes = 4;
/** Bytes outside the witness weigh four. */
const baseWeight = 4;
/** Marker and flag. */
const segwitWeight = 2;

export type InputSize = { readonly base: number; readonly witness: number };

export function sizeOfInput({ kind, owner }: Pick<Preimage, 'kind' | 'owner'>): InputSize {
  const pushedKey = 1 + keyBytes;
  const pushedSignature = 1 + signatureBytes;
  switch (kind) {
    case 'legacy':
      return { base: pushedSignature + pushedKey, witness: 0 };
    case 'taproot':
      return { base: 0, witness: 2 + schnorrBytes };
    case 'segwit': {
      const script = typeof owner === 'object' && owner.kind === 'script' ? owner.script.length : undefined;
      const unlocked = script === undefined ? pushedKey : size(script).length + script;
      return { base: 0, witness: 1 + pushedSignature + unlocked };
    }
  }
}

export function virtualSize(inputs: readonly InputSize[], outputs: readonly Output[]): number {
  const bare = outpointBytes + 1 + sequenceBytes;
  const base =
    versionAndLocktimeBytes +
    size(inputs.length).length +
    inputs.reduce((sum, input) => sum + bare + input.base, 0) +
    size(outputs.length).length +
    writeOutputs(outputs).length;
  const witness = inputs.reduce((sum, input) => sum + input.witness, 0);
  // In a transaction with witnesses, an input without one says so with a byte.
  const empty = inputs.filter((input) => input.witness === 0).length;
  const weight = base * baseWeight + (witness === 0 ? 0 : segwitWeight + witness + empty);
  return Math.ceil(weight / baseWeight);
}

/** Base units for a virtual byte, rounded up. */
export function feeRateOf(feeUnits: bigint, virtualBytes: number): bigint {
  const bytes = BigInt(virtualBytes);
  return (feeUnits + bytes - 1n) / bytes;
}
