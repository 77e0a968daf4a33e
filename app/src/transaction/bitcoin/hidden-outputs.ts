/**
 * Outputs of which there is only a hash: they are rebuilt from what is declared, with change behind the payments and before
 * them, until the hash is equal.
 */

import { type Denial, deny } from '../../decision/denial.ts';
import { encodeHex } from '../../lib/hex.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import { hashOutputs } from './commitments.ts';
import type { Declared, Paid } from './destinations.ts';
import { sha256d, sha256dStarting } from './hash.ts';
import type { Inputs } from './inputs.ts';
import type { Settlement } from './settlement.ts';
import { type Output, writeOutputs } from './transaction.ts';

/** Where inputs do not say what they are worth, change cannot be reckoned, so there has to be none. */
export function settleHidden(
  inputs: Inputs,
  declared: Declared,
  own: readonly Uint8Array[],
): Result<Settlement, Denial> {
  return inputs.unknownCount === 0
    ? settleKnown(inputs, declared, own)
    : rebuild(inputs, [plain(declared.paid), ...grossOf(declared)]);
}

/** All values are known, so the change is. */
function settleKnown(
  inputs: Inputs,
  declared: Declared,
  own: readonly Uint8Array[],
): Result<Settlement, Denial> {
  const { knownUnits } = inputs;
  const { paid, units, feeUnits } = declared;
  if (knownUnits < units) return err(tooLittle(units, knownUnits));
  const left = knownUnits - units - feeUnits;
  if (left === 0n) return rebuild(inputs, [plain(paid)]);
  const [gross] = grossOf(declared);
  if (left < 0n) {
    if (gross !== undefined && knownUnits === units) return rebuild(inputs, [gross]);
    return err(
      deny('transaction_fee_mismatch', {
        field: 'fee',
        declared: String(feeUnits),
        found: String(knownUnits - units),
      }),
    );
  }
  if (own.length === 0) {
    return err(deny('transaction_change_unproven', { declared: 'none', found: String(left) }));
  }
  return rebuild(inputs, withChange(paid, left, own));
}

/** Outputs as they may be, by their hash. */
interface Candidate {
  readonly hash: string;
  readonly settle: () => Settlement;
}

function plain(paid: readonly Paid[]): Candidate {
  const outputs = paid.map(toOutput);
  return { hash: hashOutputs(outputs), settle: () => ({ outputs, paid, change: undefined, data: [] }) };
}

/** The fee taken out of the only payment, which leaves no change. */
function grossOf({ gross }: Declared): readonly Candidate[] {
  return gross === undefined ? [] : [plain([gross])];
}

/**
 * One after the other: the first is nearly always right. There may be 74 places (`own-scripts.ts`, and 20 that a policy
 * document lists) and a thousand payments, so the payments are hashed once for all places of change behind them.
 */
function* withChange(
  paid: readonly Paid[],
  value: bigint,
  own: readonly Uint8Array[],
): Generator<Candidate, void> {
  const outputs = paid.map(toOutput);
  const bytes = writeOutputs(outputs);
  const hashPaymentsAnd = sha256dStarting(bytes);
  for (const script of own) {
    const change = { value, script };
    const changeBytes = writeOutputs([change]);
    const settled = { paid, change, data: [] };
    yield {
      hash: encodeHex(hashPaymentsAnd(changeBytes)),
      settle: () => ({ ...settled, outputs: [...outputs, change] }),
    };
    yield {
      hash: encodeHex(sha256d(Buffer.concat([changeBytes, bytes]))),
      settle: () => ({ ...settled, outputs: [change, ...outputs] }),
    };
  }
}

function toOutput({ units, script }: Paid): Output {
  return { value: units, script };
}

function rebuild({ preimages }: Inputs, candidates: Iterable<Candidate>): Result<Settlement, Denial> {
  const found = preimages[0].outputsHash;
  let declared = '';
  for (const { hash, settle } of candidates) {
    if (hash === found) return ok(settle());
    if (declared === '') declared = hash;
  }
  return err(deny('transaction_outputs_mismatch', { field: 'hashOutputs', declared, found }));
}

function tooLittle(declared: bigint, found: bigint): Denial {
  return deny('transaction_amount_mismatch', {
    field: 'amountStr',
    declared: String(declared),
    found: String(found),
  });
}
