/** Outputs in the clear: each destination takes one, what is left is data without value, or change. */

import { type Denial, deny } from '../../decision/denial.ts';
import { encodeHex, equalBytes } from '../../lib/hex.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Declared, Paid } from './destinations.ts';
import { outputTypeOf } from './script.ts';
import type { Settlement } from './settlement.ts';
import { type Output, sumOf } from './transaction.ts';

export function settleShown(
  outputs: readonly Output[],
  knownUnits: bigint,
  declared: Declared,
  own: readonly Uint8Array[],
): Result<Settlement, Denial> {
  const { gross, feeUnits } = declared;
  const sweep = gross !== undefined && outputs.length === 1 && outputs.some(pays(gross));
  const paid = sweep ? [gross] : declared.paid;
  const left = new Set(outputs);
  const alike = groupAlike(outputs);
  for (const [i, one] of paid.entries()) {
    const output = alike.get(textOf(one.units, one.script))?.shift();
    if (output === undefined) return err(notPaid(one, i, [...left]));
    left.delete(output);
  }
  const data = [...left].filter(({ script }) => outputTypeOf(script) === 'data');
  const rest = [...left].filter(({ script }) => outputTypeOf(script) !== 'data');
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

/** Looked up by what they are: a thousand payments in the other order would be half a million comparisons. */
function groupAlike(outputs: readonly Output[]): ReadonlyMap<string, Output[]> {
  return Map.groupBy(outputs, ({ value, script }) => textOf(value, script));
}

function textOf(units: bigint, script: Uint8Array): string {
  return `${units} ${encodeHex(script)}`;
}

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
