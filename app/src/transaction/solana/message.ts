/**
 * A Solana message, legacy or version 0, which is what Ed25519 signs: bytes to its parts, with the rules that the network
 * itself has for them (a payer that signs, indexes that point to accounts, no account twice). One encoding for each
 * message: lengths are minimal and nothing is behind the end. Knows nothing of what instructions mean.
 */

import { err, ok, type Result } from '../../lib/result.ts';
import { addressBytes, spellAddress } from './address.ts';
import {
  type Cursor,
  type CursorProblem,
  openCursor,
  problemOf,
  takeByte,
  takeCompactU16,
  takeCounted,
  takeFixed,
  takeList,
} from './cursor.ts';

/** A transaction fits into one packet of IPv6, headers apart: message and signatures together. */
export const maxTransactionBytes = 1232;
export const signatureBytes = 64;

export interface Message {
  readonly version: 'legacy' | 0;
  /** So many of the first accounts sign; the very first pays the fee. */
  readonly requiredSignatures: number;
  readonly readonlySigned: number;
  readonly readonlyUnsigned: number;
  /** The accounts that the message itself names, in base58. */
  readonly accounts: readonly string[];
  /** Base58: of a recent block, or what a durable nonce holds. */
  readonly blockhash: string;
  readonly instructions: readonly IndexedInstruction[];
  readonly lookups: readonly Lookup[];
}

/** Accounts by their index: those of the message, then the writable ones of all lookups, then the read-only ones. */
export interface IndexedInstruction {
  readonly program: number;
  readonly accounts: readonly number[];
  readonly data: Uint8Array;
}

export interface Lookup {
  readonly table: string;
  readonly writable: readonly number[];
  readonly readonly: readonly number[];
}

export type MessageProblem =
  | CursorProblem
  | 'too_large'
  | 'version_unknown'
  | 'header_inconsistent'
  | 'account_repeated'
  | 'index_out_of_range'
  | 'program_out_of_range'
  | 'lookup_empty';

const versionBit = 0x80;
/** Accounts are indexed by one byte. */
const maxAccounts = 256;

export function decodeMessage(bytes: Uint8Array): Result<Message, MessageProblem> {
  if (bytes.length > maxTransactionBytes) return err('too_large');
  const cursor = openCursor(bytes);
  const first = takeByte(cursor);
  if (first > versionBit) return err('version_unknown');
  const version = first === versionBit ? 0 : 'legacy';
  const message: Message = {
    version,
    requiredSignatures: version === 0 ? takeByte(cursor) : first,
    readonlySigned: takeByte(cursor),
    readonlyUnsigned: takeByte(cursor),
    accounts: takeList(cursor, takeAddress),
    blockhash: takeAddress(cursor),
    instructions: takeList(cursor, takeInstruction),
    lookups: version === 0 ? takeList(cursor, takeLookup) : [],
  };
  const problem = problemOf(cursor) ?? inconsistency(message);
  return problem === undefined ? ok(message) : err(problem);
}

function takeAddress(cursor: Cursor): string {
  return spellAddress(takeFixed(cursor, addressBytes));
}

function takeInstruction(cursor: Cursor): IndexedInstruction {
  const program = takeByte(cursor);
  const accounts = takeIndexes(cursor);
  return { program, accounts, data: takeCounted(cursor, takeCompactU16(cursor)) };
}

function takeLookup(cursor: Cursor): Lookup {
  return { table: takeAddress(cursor), writable: takeIndexes(cursor), readonly: takeIndexes(cursor) };
}

function takeIndexes(cursor: Cursor): readonly number[] {
  return [...takeCounted(cursor, takeCompactU16(cursor))];
}

/** The network's own rules for a message; without them an index could mean nothing, or an account two things. */
function inconsistency(message: Message): MessageProblem | undefined {
  const { requiredSignatures, readonlySigned, readonlyUnsigned, accounts, instructions, lookups } = message;
  if (readonlySigned >= requiredSignatures || requiredSignatures + readonlyUnsigned > accounts.length)
    return 'header_inconsistent';
  if (new Set(accounts).size !== accounts.length) return 'account_repeated';
  if (lookups.some(({ writable, readonly }) => writable.length + readonly.length === 0))
    return 'lookup_empty';
  const lookedUp = lookups.reduce(
    (sum, { writable, readonly }) => sum + writable.length + readonly.length,
    0,
  );
  const total = accounts.length + lookedUp;
  if (total > maxAccounts) return 'header_inconsistent';
  for (const { program, accounts: indexes } of instructions) {
    // The payer is no program, and a program is never looked up.
    if (program === 0 || program >= accounts.length) return 'program_out_of_range';
    if (indexes.some((index) => index >= total)) return 'index_out_of_range';
  }
  return undefined;
}
