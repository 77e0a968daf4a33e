/**
 * What is hashed for the signature of one input: recognised by its bytes alone, and hashed. The first byte tells taproot's
 * message (its epoch, zero) from the two older layouts (the version, 1 or 2); of those only one can be read, or the bytes
 * are refused. Signatures that leave something open (NONE, SINGLE, ANYONECANPAY, other chains' fork ids) are refused.
 */

import { type Denial, deny } from '../../decision/denial.ts';
import { encodeHex } from '../../lib/hex.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import { sha256d, taggedHash } from './hash.ts';
import { type LegacyPreimage, readLegacyPreimage } from './legacy-preimage.ts';
import { readSegwitPreimage, type SegwitPreimage } from './segwit-preimage.ts';
import { readTaprootPreimage, type TaprootPreimage } from './taproot-preimage.ts';

export type Preimage = LegacyPreimage | SegwitPreimage | TaprootPreimage;

export const sighashAll = 1;
export const sighashDefault = 0;
/** Version 3 changes what other nodes relay and is used by no custodian yet. */
export const versions: readonly number[] = [1, 2];

const taprootEpoch = 0x00;

export function hashPreimage(bytes: Uint8Array): string {
  return encodeHex(bytes[0] === taprootEpoch ? taggedHash('TapSighash', bytes) : sha256d(bytes));
}

export function decodePreimage(bytes: Uint8Array, field: string): Result<Preimage, Denial> {
  const layouts =
    bytes[0] === taprootEpoch ? [readTaprootPreimage] : [readLegacyPreimage, readSegwitPreimage];
  const [preimage, other] = layouts.map((read) => read(bytes)).filter((read) => read !== undefined);
  if (preimage === undefined) {
    return err(deny('transaction_bytes_malformed', { field, problem: 'not_a_pre_image' }));
  }
  if (other !== undefined) return err(deny('transaction_not_canonical', { field, problem: 'two_readings' }));
  const denial = checkPreimage(preimage, field);
  return denial === undefined ? ok(preimage) : err(denial);
}

function checkPreimage(preimage: Preimage, field: string): Denial | undefined {
  const { kind, sighash, version } = preimage;
  if (sighash !== sighashAll && !(kind === 'taproot' && sighash === sighashDefault)) {
    return deny('transaction_sighash_unsupported', { field, declared: sighashAll, found: sighash });
  }
  if (!versions.includes(version)) return deny('transaction_type_unsupported', { field, found: version });
  if (preimage.owner === undefined) {
    return deny('transaction_script_unsupported', { field, found: preimage.scriptFound });
  }
  return undefined;
}
