/**
 * The entries of one request as the inputs of one transaction: all of them say the same about the whole, each stands in
 * its own place, and together they are all inputs that there are. Signatures of two transactions in one request, and an
 * input that nobody showed, end here.
 */

import { type Denial, deny } from '../../decision/denial.ts';
import { encodeHex } from '../../lib/hex.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import { hashPrevouts, hashSequences } from './commitments.ts';
import type { Preimage } from './preimage.ts';
import { maxUnits, type Output } from './transaction.ts';

export interface Inputs {
  readonly preimages: readonly [Preimage, ...Preimage[]];
  /** What the inputs that say it are worth together. */
  readonly knownUnits: bigint;
  /** How many do not say it: legacy and taproot. */
  readonly unknownCount: number;
  /** In the clear where an entry is legacy. */
  readonly outputs: readonly Output[] | undefined;
}

export function joinInputs(preimages: readonly [Preimage, ...Preimage[]]): Result<Inputs, Denial> {
  const denial =
    compareEntries(preimages) ?? checkPlaces(preimages) ?? checkWhole(preimages) ?? checkShown(preimages);
  if (denial !== undefined) return err(denial);
  const values = preimages.filter((preimage) => preimage.kind === 'segwit').map(({ value }) => value);
  const knownUnits = values.reduce((sum, value) => sum + value, 0n);
  if (knownUnits > maxUnits) return err(mismatch('value', String(maxUnits), String(knownUnits)));
  return ok({
    preimages,
    knownUnits,
    unknownCount: preimages.length - values.length,
    outputs: preimages.find((preimage) => preimage.kind === 'legacy')?.outputs,
  });
}

const compared = ['version', 'locktime', 'prevoutsHash', 'sequencesHash', 'outputsHash'] as const;

function compareEntries([first, ...others]: readonly [Preimage, ...Preimage[]]): Denial | undefined {
  for (const [i, other] of others.entries()) {
    const name = compared.find((candidate) => other[candidate] !== first[candidate]);
    if (name === undefined) continue;
    const reason = name === 'outputsHash' ? 'transaction_outputs_mismatch' : 'transaction_inputs_mismatch';
    const field = `rawTx[${i + 1}].${name}`;
    return deny(reason, { field, declared: String(first[name]), found: String(other[name]) });
  }
  return undefined;
}

/** Entries come in the order of the inputs (protocol section 7.2). */
function checkPlaces(preimages: readonly Preimage[]): Denial | undefined {
  for (const [i, preimage] of preimages.entries()) {
    if (preimage.kind === 'segwit' || preimage.index === i) continue;
    return mismatch(`rawTx[${i}].index`, i, preimage.index);
  }
  return undefined;
}

/** Where every entry shows its outpoint, the hash over all of them proves that none is hidden, and none comes twice. */
function checkWhole(preimages: readonly Preimage[]): Denial | undefined {
  const spent = preimages.filter((preimage) => preimage.kind !== 'taproot');
  const outpoints = spent.map(({ outpoint }) => encodeHex(outpoint));
  const again = outpoints.findIndex((outpoint, i) => outpoints.indexOf(outpoint) !== i);
  if (again !== -1) {
    return deny('transaction_inputs_mismatch', { field: 'rawTx', problem: 'spent_twice', found: again });
  }
  const [first] = spent;
  if (first === undefined || spent.length < preimages.length) return undefined;
  const prevouts = hashPrevouts(spent);
  if (prevouts !== first.prevoutsHash) return mismatch('hashPrevouts', prevouts, first.prevoutsHash);
  const sequences = hashSequences(spent);
  return sequences === first.sequencesHash
    ? undefined
    : mismatch('hashSequence', sequences, first.sequencesHash);
}

/** A legacy entry shows how many inputs there are; taproot entries hash what all inputs are worth and who owns them. */
function checkShown(preimages: readonly Preimage[]): Denial | undefined {
  const legacy = preimages.find((preimage) => preimage.kind === 'legacy');
  if (legacy !== undefined && legacy.inputCount !== preimages.length) {
    return mismatch('rawTx', preimages.length, legacy.inputCount);
  }
  const [first, ...others] = preimages.filter((preimage) => preimage.kind === 'taproot');
  const other = others.find(
    ({ amountsHash, scriptsHash }) => amountsHash !== first?.amountsHash || scriptsHash !== first.scriptsHash,
  );
  if (first === undefined || other === undefined) return undefined;
  return mismatch(`rawTx[${other.index}].shaAmounts`, first.amountsHash, other.amountsHash);
}

function mismatch(field: string, declared: string | number, found: string | number): Denial {
  return deny('transaction_inputs_mismatch', { field, declared, found });
}
