/**
 * The outputs that the signatures are over, proven to be the declared payments, at most one output of change to the
 * vault itself, and nothing else. BIP-143 and BIP-341 show only a hash of them: they are rebuilt, with change behind the
 * payments and before them, until the hash is equal. A legacy entry shows them.
 */

import { type Denial, deny } from '../../decision/denial.ts';
import { encodeHex, equalBytes } from '../../lib/hex.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Declared, Paid } from './destinations.ts';
import { sha256d } from './hash.ts';
import type { Inputs } from './inputs.ts';
import { outputTypeOf } from './script.ts';
import { type Output, sumOf, writeOutputs } from './transaction.ts';

export interface Settlement {
  /** In the order of the transaction. */
  readonly outputs: readonly Output[];
  /** Each destination with what arrives. */
  readonly paid: readonly Paid[];
  readonly change: Output | undefined;
  /** Data outputs. */
  readonly data: readonly Output[];
}

/** `own`: where change may go. */
export function settle(
  inputs: Inputs,
  declared: Declared,
  own: readonly Uint8Array[],
): Result<Settlement, Denial> {
  if (inputs.outputs !== undefined) return settleShown(inputs.outputs, inputs.knownUnits, declared, own);
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

/** Outputs as they may be, with their bytes. */
interface Candidate {
  readonly settlement: Settlement;
  readonly bytes: Uint8Array;
}

function plain(paid: readonly Paid[]): Candidate {
  const outputs = paid.map(toOutput);
  return { settlement: { outputs, paid, change: undefined, data: [] }, bytes: writeOutputs(outputs) };
}

/** The fee taken out of the only payment, which leaves no change. */
function grossOf({ gross }: Declared): readonly Candidate[] {
  return gross === undefined ? [] : [plain([gross])];
}

/** One after the other: the first is nearly always right, and there may be a hundred of a thousand outputs each. */
function* withChange(
  paid: readonly Paid[],
  value: bigint,
  own: readonly Uint8Array[],
): Generator<Candidate, void> {
  const outputs = paid.map(toOutput);
  const bytes = writeOutputs(outputs);
  for (const script of own) {
    const change = { value, script };
    const changeBytes = writeOutputs([change]);
    const settled = { paid, change, data: [] };
    yield {
      settlement: { ...settled, outputs: [...outputs, change] },
      bytes: Buffer.concat([bytes, changeBytes]),
    };
    yield {
      settlement: { ...settled, outputs: [change, ...outputs] },
      bytes: Buffer.concat([changeBytes, bytes]),
    };
  }
}

function toOutput({ units, script }: Paid): Output {
  return { value: units, script };
}

function rebuild({ preimages }: Inputs, candidates: Iterable<Candidate>): Result<Settlement, Denial> {
  const found = preimages[0].outputsHash;
  let declared = '';
  for (const { settlement, bytes } of candidates) {
    const hash = encodeHex(sha256d(bytes));
    if (hash === found) return ok(settlement);
    if (declared === '') declared = hash;
  }
  return err(deny('transaction_outputs_mismatch', { field: 'hashOutputs', declared, found }));
}

/** Outputs in the clear: each destination takes one, what is left is data or change. */
function settleShown(
  outputs: readonly Output[],
  knownUnits: bigint,
  declared: Declared,
  own: readonly Uint8Array[],
): Result<Settlement, Denial> {
  const { gross, feeUnits } = declared;
  const sweep = gross !== undefined && outputs.length === 1 && outputs.some(pays(gross));
  const paid = sweep ? [gross] : declared.paid;
  const left = [...outputs];
  for (const [i, one] of paid.entries()) {
    const at = left.findIndex(pays(one));
    if (at === -1) return err(notPaid(one, i, left));
    left.splice(at, 1);
  }
  const data = left.filter(({ script }) => outputTypeOf(script) === 'data');
  const rest = left.filter((output) => !data.includes(output));
  const [change, second] = rest;
  const stranger = rest.find(({ script }) => !own.some((mine) => equalBytes(mine, script)));
  if (stranger !== undefined) {
    const found = `${stranger.value} to ${encodeHex(stranger.script).slice(0, shownDigits)}`;
    return err(deny('transaction_change_unproven', { declared: own.length, found }));
  }
  if (second !== undefined) {
    return err(deny('transaction_outputs_mismatch', { field: 'change', declared: 1, found: rest.length }));
  }
  const burnt = sumOf(data);
  if (burnt > 0n) {
    const detail = { field: 'OP_RETURN', declared: '0', found: String(burnt) };
    return err(deny('transaction_outputs_mismatch', detail));
  }
  // What some inputs are worth is known; more than the outputs and the fee together they cannot be.
  const surplus = knownUnits - sumOf(outputs);
  if (surplus > feeUnits) {
    const detail = { field: 'fee', declared: String(feeUnits), found: String(surplus) };
    return err(deny('transaction_fee_mismatch', detail));
  }
  return ok({ outputs, paid, change, data });
}

/** A locking script of 3,600 bytes would fill a row. */
const shownDigits = 80;

function pays({ units, script }: Paid): (output: Output) => boolean {
  return (output) => output.value === units && equalBytes(output.script, script);
}

/** The amount is wrong where somebody pays the same place something else. */
function notPaid({ script, units, to }: Paid, index: number, left: readonly Output[]): Denial {
  const other = left.find((output) => equalBytes(output.script, script));
  const at = `destinations[${index}]`;
  if (other === undefined) {
    return deny('transaction_destination_mismatch', { field: at, declared: to, found: 'no such output' });
  }
  const detail = { field: `${at}.amountNativeStr`, declared: String(units), found: String(other.value) };
  return deny('transaction_amount_mismatch', detail);
}

function tooLittle(declared: bigint, found: bigint): Denial {
  return deny('transaction_amount_mismatch', {
    field: 'amountStr',
    declared: String(declared),
    found: String(found),
  });
}
