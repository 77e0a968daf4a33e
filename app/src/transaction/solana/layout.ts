/**
 * How a program's instruction is laid out: a number that tells the method, fields behind it, accounts in order. A program
 * is a table of methods (programs/); reading one is the same for all. Data that is shorter or longer than the method's
 * fields is refused: what a program might make of it is not guessed.
 */

import { encodeHex } from '../../lib/hex.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Act, Argument } from '../facts.ts';
import { addressBytes, spellAddress } from './address.ts';
import {
  type Cursor,
  type CursorProblem,
  fail,
  openCursor,
  problemOf,
  takeByte,
  takeCounted,
  takeFixed,
} from './cursor.ts';
import type { Effect } from './effect.ts';
import type { Instruction } from './resolve.ts';

/** `amount` is a u64 that the method's effect is about, `decimals` a byte that says how the mint counts. */
export type FieldType =
  | 'u8'
  | 'u32'
  | 'u64'
  | 'i64'
  | 'amount'
  | 'decimals'
  | 'address'
  | 'optional_address'
  | 'text'
  | 'rest';

export interface Method {
  /** Such as `system.transfer`. */
  readonly name: string;
  readonly fields: readonly (readonly [name: string, type: FieldType])[];
  /** Those that have to be there, by name. */
  readonly accounts: readonly string[];
  /** Those that may follow, in this order. */
  readonly optional?: readonly string[];
  /** Further ones may follow: signers of a multisig, accounts for a token's own hook. */
  readonly more?: true;
  readonly acts: readonly Act[];
  readonly effect?: (accounts: readonly string[], numbers: Numbers) => Effect;
}

export interface Numbers {
  readonly amount: bigint;
  readonly decimals: number | undefined;
}

export interface Program {
  /** How many bytes tell the method, little-endian. */
  readonly selectorBytes: 1 | 4;
  readonly methods: ReadonlyMap<number, Method>;
  /** What no data at all means, where that is a method too. */
  readonly whenEmpty?: Method;
  /** Accounts that mean nothing to a reader, wherever they stand. */
  readonly skipped?: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();

export interface ReadMethod {
  readonly method: Method;
  readonly selector: string;
  readonly args: readonly Argument[];
  readonly effect: Effect | undefined;
}

export type InstructionProblem = CursorProblem | 'accounts_missing' | 'accounts_unexpected';

/** Undefined where the program has no such method. */
export function readMethod(
  { accounts: all, data }: Instruction,
  { selectorBytes, methods, whenEmpty, skipped = none }: Program,
): Result<ReadMethod, InstructionProblem> | undefined {
  const cursor = openCursor(data);
  const selected = takeCounted(cursor, Math.min(selectorBytes, data.length));
  const selector = `0x${encodeHex(selected)}`;
  const method = data.length === 0 ? whenEmpty : methodOf(selected, selectorBytes, methods);
  if (method === undefined) return undefined;
  const accounts = all.filter((account) => !skipped.has(account));
  const named = nameAccounts(method, accounts);
  if (typeof named === 'string') return err(named);
  const args: Argument[] = [...named];
  let numbers: Numbers = { amount: 0n, decimals: undefined };
  for (const [name, type] of method.fields) {
    const value = takeField(cursor, type);
    args.push({ name, value });
    if (type === 'amount') numbers = { ...numbers, amount: BigInt(value) };
    if (type === 'decimals') numbers = { ...numbers, decimals: Number(value) };
  }
  const problem = problemOf(cursor);
  if (problem !== undefined) return err(problem);
  return ok({ method, selector, args, effect: method.effect?.(accounts, numbers) });
}

function methodOf(selected: Buffer, selectorBytes: number, methods: Program['methods']): Method | undefined {
  return selected.length < selectorBytes ? undefined : methods.get(selected.readUIntLE(0, selectorBytes));
}

function nameAccounts(
  { accounts: required, optional = [], more }: Method,
  accounts: readonly string[],
): readonly Argument[] | InstructionProblem {
  if (accounts.length < required.length) return 'accounts_missing';
  const names = [...required, ...optional];
  if (accounts.length > names.length && more !== true) return 'accounts_unexpected';
  return accounts.map((value, i) => ({ name: names[i] ?? `account${i}`, value }));
}

function takeField(cursor: Cursor, type: FieldType): bigint | string {
  switch (type) {
    case 'u8':
    case 'decimals':
      return BigInt(takeByte(cursor));
    case 'u32':
      return BigInt(takeFixed(cursor, 4).readUInt32LE());
    case 'u64':
    case 'amount':
      return takeFixed(cursor, 8).readBigUInt64LE();
    case 'i64':
      return takeFixed(cursor, 8).readBigInt64LE();
    case 'address':
      return spellAddress(takeFixed(cursor, addressBytes));
    case 'optional_address':
      return takeOptionalAddress(cursor);
    case 'text':
      return takeText(cursor, Number(takeFixed(cursor, 8).readBigUInt64LE()));
    case 'rest':
      return encodeHex(takeFixed(cursor, cursor.bytes.length - cursor.offset));
  }
}

/** One byte, 0 or 1, and an address where it is 1. */
function takeOptionalAddress(cursor: Cursor): string {
  const there = takeByte(cursor);
  if (there > 1) fail(cursor, 'option_unknown');
  return there === 1 ? spellAddress(takeFixed(cursor, addressBytes)) : 'none';
}

function takeText(cursor: Cursor, length: number): string {
  const bytes = takeCounted(cursor, length);
  const text = bytes.toString('utf8');
  if (!bytes.equals(Buffer.from(text))) fail(cursor, 'not_text');
  return text;
}
