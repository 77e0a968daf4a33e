/** Outputs for people: amount and address, cut where there are many. */

import { encodeHex } from '../../lib/hex.ts';
import type { BitcoinNetwork } from '../asset.ts';
import { encodeAddress } from './address.ts';
import { networks } from './networks.ts';
import { outputTypeOf, readScript } from './script.ts';
import type { Output } from './transaction.ts';

export const maxDescribedOutputs = 20;
/** Of a script that has no address. */
const maxDescribedDigits = 168;

export function describeOutputs(outputs: readonly Output[], network: BitcoinNetwork): readonly string[] {
  const shown = outputs
    .slice(0, maxDescribedOutputs)
    .map(({ value, script }) => `${value} to ${placeOf(script, network)}`);
  return outputs.length > shown.length ? [...shown, `and ${outputs.length - shown.length} more`] : shown;
}

/** The address, or the script in hexadecimal. */
export function placeOf(script: Uint8Array, network: BitcoinNetwork): string {
  const known = readScript(script);
  if (known !== undefined) return encodeAddress(known, networks[network]);
  const digits = encodeHex(script);
  return digits.length > maxDescribedDigits ? `${digits.slice(0, maxDescribedDigits)}...` : digits;
}

/** Sorted, without repetition; a script in no known form has a name that no policy can list. */
export function typesOf(outputs: readonly Output[]): readonly string[] {
  return [...new Set(outputs.map(({ script }) => outputTypeOf(script) ?? 'unknown'))].sort();
}
