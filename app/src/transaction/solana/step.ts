/**
 * One instruction as a call that policies can name, with what it does. A program or a method that is not known is a
 * fact of its own, with its first bytes for a selector: it is never skipped.
 */

import { type Denial, deny } from '../../decision/denial.ts';
import { encodeHex } from '../../lib/hex.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Act, Argument, Call } from '../facts.ts';
import type { Effect } from './effect.ts';
import { type Program, readMethod } from './layout.ts';
import {
  associatedTokenProgram,
  computeBudgetProgram,
  loaderV4,
  memoPrograms,
  stakeProgram,
  systemProgram,
  token2022Program,
  tokenProgram,
  upgradeableLoader,
} from './program-ids.ts';
import { associatedToken } from './programs/associated-token.ts';
import { computeBudget } from './programs/compute-budget.ts';
import { upgradeable, version4 } from './programs/loaders.ts';
import { stake } from './programs/stake.ts';
import { system } from './programs/system.ts';
import { token } from './programs/token.ts';
import type { Instruction } from './resolve.ts';

export interface Step {
  readonly call: Call;
  /** Those of the call; none where it is not known. */
  readonly args: readonly Argument[];
  readonly acts: readonly Act[];
  readonly effect: Effect | undefined;
}

const programs: ReadonlyMap<string, Program> = new Map([
  [systemProgram, system],
  [tokenProgram, token],
  [token2022Program, token],
  [associatedTokenProgram, associatedToken],
  [computeBudgetProgram, computeBudget],
  [stakeProgram, stake],
  [upgradeableLoader, upgradeable],
  [loaderV4, version4],
]);

/** Programs made with the common framework tell their methods by eight bytes. */
const unknownSelectorBytes = 8;

export function readStep(instruction: Instruction): Result<Step, Denial> {
  const { program: to, data } = instruction;
  if (memoPrograms.has(to)) return readMemo(instruction);
  const program = programs.get(to);
  const read = program && readMethod(instruction, program);
  if (read === undefined) {
    const selector = `0x${encodeHex(data.subarray(0, unknownSelectorBytes))}`;
    const call: Call = { to, selector, units: 0n, depth: 0 };
    return ok({ call, args: [], acts: ['unknown_program'], effect: undefined });
  }
  if (!read.ok) return err(deny('transaction_bytes_malformed', { problem: read.error, program: to }));
  const { method, selector, args, effect } = read.value;
  const units = effect?.kind === 'sol' ? effect.units : 0n;
  const call: Call = { to, selector, method: method.name, args, units, depth: 0 };
  return ok({ call, args, acts: method.acts, effect });
}

/** Text and nothing else; the program itself refuses other bytes. Its accounts only have to sign. */
function readMemo({ program: to, data }: Instruction): Result<Step, Denial> {
  const bytes = Buffer.from(data);
  const value = bytes.toString('utf8');
  if (!bytes.equals(Buffer.from(value)))
    return err(deny('transaction_bytes_malformed', { problem: 'not_text', program: to }));
  const args = [{ name: 'text', value }];
  const call: Call = { to, selector: '0x', method: 'memo', args, units: 0n, depth: 0 };
  return ok({ call, args, acts: ['memo'], effect: undefined });
}
