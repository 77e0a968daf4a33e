/**
 * The most that a transaction can cost its payer: a fixed price for each signature, and what it offers for priority (the
 * Compute Budget program). Rent for new accounts is no fee: it goes to the account that is made.
 */

import { type Denial, deny } from '../../decision/denial.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Message } from './message.ts';
import { signaturePrograms } from './program-ids.ts';
import { unitLimitMethod, unitPriceMethod } from './programs/compute-budget.ts';
import type { Instruction } from './resolve.ts';
import type { Step } from './step.ts';

const lamportsPerSignature = 5000n;
const microLamportsPerLamport = 1_000_000n;
/** What an instruction may use where the transaction does not say. */
const defaultUnitsPerInstruction = 200_000n;
/** What a transaction may use, whatever it says. */
const maxUnits = 1_400_000n;

export interface Cost {
  readonly lamports: bigint;
  readonly unitLimit: bigint;
  readonly microLamportsPerUnit: bigint;
}

export function costOf(
  { requiredSignatures }: Message,
  instructions: readonly Instruction[],
  steps: readonly Step[],
): Result<Cost, Denial> {
  const limits = valuesOf(unitLimitMethod, steps);
  const prices = valuesOf(unitPriceMethod, steps);
  // The network refuses it, and a reader could take either.
  if (limits.length > 1 || prices.length > 1)
    return err(deny('transaction_bytes_malformed', { problem: 'compute_budget_repeated' }));
  const [limit = BigInt(instructions.length) * defaultUnitsPerInstruction] = limits;
  const [microLamportsPerUnit = 0n] = prices;
  const unitLimit = limit < maxUnits ? limit : maxUnits;
  const priority =
    (unitLimit * microLamportsPerUnit + microLamportsPerLamport - 1n) / microLamportsPerLamport;
  const signatures = BigInt(requiredSignatures + innerSignatures(instructions));
  const lamports = signatures * lamportsPerSignature + priority;
  return ok({ lamports, unitLimit, microLamportsPerUnit });
}

function valuesOf(method: string, steps: readonly Step[]): readonly bigint[] {
  return steps
    .filter(({ call }) => call.method === method)
    .flatMap(({ args }) => args)
    .map(({ value }) => BigInt(value));
}

/** The first byte says how many. */
function innerSignatures(instructions: readonly Instruction[]): number {
  const verifying = instructions.filter(({ program }) => signaturePrograms.has(program));
  return verifying.flatMap(({ data }) => [...data.subarray(0, 1)]).reduce((sum, count) => sum + count, 0);
}
