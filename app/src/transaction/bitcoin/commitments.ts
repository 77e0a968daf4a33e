/**
 * What every signature hash says about the whole transaction, whatever its layout: the form in which the entries of one
 * request are compared, and in which a rebuilt transaction is compared with them.
 */

import { encodeHex } from '../../lib/hex.ts';
import { sha256d } from './hash.ts';
import { type Input, type Output, writeOutputs } from './transaction.ts';
import { uint32 } from './wire.ts';

export interface Commitments {
  readonly version: number;
  readonly locktime: number;
  readonly sighash: number;
  /** Double SHA-256 of all outpoints, all sequences and all outputs, in hexadecimal. */
  readonly prevoutsHash: string;
  readonly sequencesHash: string;
  readonly outputsHash: string;
}

/** Of inputs their outpoint and sequence. */
export type Spent = Pick<Input, 'outpoint' | 'sequence'>;

export function hashPrevouts(inputs: readonly Spent[]): string {
  return encodeHex(sha256d(Buffer.concat(inputs.map(({ outpoint }) => outpoint))));
}

export function hashSequences(inputs: readonly Spent[]): string {
  return encodeHex(sha256d(Buffer.concat(inputs.map(({ sequence }) => uint32(sequence)))));
}

export function hashOutputs(outputs: readonly Output[]): string {
  return encodeHex(sha256d(writeOutputs(outputs)));
}

export function commitmentsOf(
  inputs: readonly Spent[],
  outputs: readonly Output[],
): Pick<Commitments, 'prevoutsHash' | 'sequencesHash' | 'outputsHash'> {
  return {
    prevoutsHash: hashPrevouts(inputs),
    sequencesHash: hashSequences(inputs),
    outputsHash: hashOutputs(outputs),
  };
}
