/**
 * The signature hash of every input of a partially signed transaction, with what the input is worth, who owns it and how
 * large it will be. One input that is not understood is enough to refuse them all.
 */

import { type Denial, deny } from '../../decision/denial.ts';
import { encodeHex, equalBytes } from '../../lib/hex.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import { type Commitments, commitmentsOf } from './commitments.ts';
import { hash160, sha256, sha256d, taggedHash } from './hash.ts';
import { bytesOfWhole, type LegacyWhole, writeLegacyPreimage, writeLegacyWhole } from './legacy-preimage.ts';
import { sighashAll, sighashDefault } from './preimage.ts';
import type { Psbt, PsbtInput } from './psbt.ts';
import { type Owner, readScript, type Script, writeScript } from './script.ts';
import { writeSegwitPreimage } from './segwit-preimage.ts';
import { type InputSize, sizeOfInput } from './size.ts';
import { type TaprootWhole, writeTaprootPreimage } from './taproot-preimage.ts';
import { writeOutputs } from './transaction.ts';
import { sized, uint32, uint64 } from './wire.ts';

export interface SignedInput {
  readonly digest: string;
  readonly owner: Owner | 'hidden';
  readonly size: InputSize;
  /** The whole previous transaction says what it is worth. */
  readonly isProven: boolean;
}

type Hashed = Omit<SignedInput, 'isProven'>;

interface Whole {
  readonly legacy: LegacyWhole;
  readonly segwit: Omit<Commitments, 'sighash'>;
  readonly taproot: TaprootWhole;
}

/**
 * A legacy signature hash is over the whole transaction, so the work is inputs times bytes: 80 milliseconds and more for the
 * most that a request holds. 300 inputs with two outputs are 3.7 million bytes, 100 inputs with 1,000 outputs as many.
 */
export const maxLegacyBytes = 4 * 1_024 * 1_024;

export function hashInputs(psbt: Psbt): Result<readonly SignedInput[], Denial> {
  const whole = hashWhole(psbt);
  const legacyBytes = psbt.inputs.filter(isLegacy).length * bytesOfWhole(whole.legacy);
  if (legacyBytes > maxLegacyBytes) {
    const detail = { problem: 'legacy_bytes', limit: maxLegacyBytes, found: legacyBytes };
    return err(deny('transaction_too_complex', { field: 'extraParameters.psbt', ...detail }));
  }
  const signed: SignedInput[] = [];
  for (const [i, input] of psbt.inputs.entries()) {
    const one = hashInput(whole, input, i);
    if (!one.ok) return one;
    signed.push({ ...one.value, isProven: input.isProven });
  }
  return ok(signed);
}

function hashInput(whole: Whole, input: PsbtInput, i: number): Result<Hashed, Denial> {
  const field = `extraParameters.psbt.inputs[${i}]`;
  const lock = readLock(input);
  const isTaproot = lock?.type === 'p2tr';
  const sighash = input.sighash ?? (isTaproot ? sighashDefault : sighashAll);
  if (sighash !== sighashAll && !(isTaproot && sighash === sighashDefault)) {
    return err(deny('transaction_sighash_unsupported', { field, declared: sighashAll, found: sighash }));
  }
  switch (lock?.type) {
    case 'p2pkh':
      // A legacy signature commits to no value, so the output alone would be somebody's word.
      if (!input.isProven) break;
      return ok(hashLegacy(whole, i, lock));
    case 'p2wpkh': {
      const scriptCode = writeScript({ type: 'p2pkh', program: lock.program });
      return ok(hashSegwit(whole, input, scriptCode, { kind: 'key', hash: lock.program }));
    }
    case 'p2wsh': {
      const { witnessScript: script } = input;
      if (script === undefined || !equalBytes(sha256(script), lock.program)) break;
      return ok(hashSegwit(whole, input, script, { kind: 'script', script }));
    }
    case 'p2tr':
      return ok(hashTaproot(whole, i, sighash));
  }
  const found = encodeHex(input.spent.script).slice(0, shownDigits);
  return err(deny('transaction_script_unsupported', { field, found }));
}

const shownDigits = 80;

function isLegacy({ spent }: PsbtInput): boolean {
  return readScript(spent.script)?.type === 'p2pkh';
}

/** What has to be satisfied: inside P2SH, the witness program that its hash is of. */
function readLock({ spent, redeemScript }: PsbtInput): Script | undefined {
  const outer = readScript(spent.script);
  if (outer?.type !== 'p2sh') return outer;
  if (redeemScript === undefined || !equalBytes(hash160(redeemScript), outer.program)) return undefined;
  const inner = readScript(redeemScript);
  return inner?.type === 'p2wpkh' || inner?.type === 'p2wsh' ? inner : undefined;
}

function hashLegacy({ legacy }: Whole, index: number, lock: Script): Hashed {
  const owner: Owner = { kind: 'key', hash: lock.program };
  const bytes = writeLegacyPreimage(legacy, index, writeScript(lock));
  return { digest: encodeHex(sha256d(bytes)), owner, size: sizeOfInput({ kind: 'legacy', owner }) };
}

function hashSegwit(
  { segwit }: Whole,
  { outpoint, sequence, spent }: PsbtInput,
  scriptCode: Uint8Array,
  owner: Owner,
): Hashed {
  const fields = { ...segwit, sighash: sighashAll, outpoint, sequence, scriptCode, value: spent.value };
  const digest = encodeHex(sha256d(writeSegwitPreimage(fields)));
  return { digest, owner, size: sizeOfInput({ kind: 'segwit', owner }) };
}

function hashTaproot({ taproot }: Whole, index: number, sighash: number): Hashed {
  const digest = encodeHex(taggedHash('TapSighash', writeTaprootPreimage(taproot, sighash, index)));
  return { digest, owner: 'hidden', size: sizeOfInput({ kind: 'taproot', owner: 'hidden' }) };
}

/** Hashed once for all inputs. */
function hashWhole({ transaction, inputs }: Psbt): Whole {
  const { version, locktime } = transaction;
  return {
    legacy: writeLegacyWhole(transaction),
    segwit: { version, locktime, ...commitmentsOf(inputs, transaction.outputs) },
    taproot: {
      version,
      locktime,
      prevouts: sha256(Buffer.concat(inputs.map(({ outpoint }) => outpoint))),
      amounts: sha256(Buffer.concat(inputs.map(({ spent }) => uint64(spent.value)))),
      scripts: sha256(Buffer.concat(inputs.map(({ spent }) => sized(spent.script)))),
      sequences: sha256(Buffer.concat(inputs.map(({ sequence }) => uint32(sequence)))),
      outputs: sha256(writeOutputs(transaction.outputs)),
    },
  };
}
