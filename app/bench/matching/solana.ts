/** Solana: messages as large as a packet allows, of many instructions, and of instructions that cost the most. */

import { base58 } from '@scure/base';
import {
  associatedTokenProgram,
  systemProgram,
  tokenProgram,
} from '../../src/transaction/solana/program-ids.ts';
import { sampleWith, type Wire } from '../../test/helpers/requests.ts';
import { encodeMessage } from '../../test/helpers/solana-encoder.ts';
import { caseOf, hostile, type MatchingCase } from './case.ts';

const memoProgram = 'MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr';

interface Instruction {
  readonly program: number;
  readonly accounts: readonly number[];
  readonly data: Uint8Array;
}

/** A very busy program call. */
export function busyCall(transfers = 40, memos = 24): MatchingCase {
  const transfer = { program: 2, accounts: [0, 1], data: Buffer.from('020000000500000000000000', 'hex') };
  const memo = { program: 3, accounts: [], data: Buffer.from('rent') };
  return caseOf(
    `Solana message of ${transfers + memos} instructions`,
    { milliseconds: 2 },
    programCall([addressOf(1), addressOf(2), systemProgram, memoProgram], 2, [
      ...Array<Instruction>(transfers).fill(transfer),
      ...Array<Instruction>(memos).fill(memo),
    ]),
  );
}

/** Token accounts made for every pair of an owner and a mint, each of which has to be derived: the dearest packet. */
export function manyTokenAccounts(owners = 12, count = 84): MatchingCase {
  const others = Array.from({ length: owners - 3 }, (_, i) => addressOf(i + 2));
  const accounts = [addressOf(1), ...others, associatedTokenProgram, tokenProgram, systemProgram];
  const [program, token, system] = [owners - 2, owners - 1, owners];
  const make = Array.from({ length: count }, (_, i) => ({
    program,
    accounts: [0, 1, Math.floor(i / owners), i % owners, system, token],
    data: Buffer.alloc(0),
  }));
  return caseOf(`Solana message that makes ${count} token accounts`, hostile, programCall(accounts, 3, make));
}

function addressOf(byte: number): string {
  return base58.encode(new Uint8Array(32).fill(byte));
}

function programCall(
  accounts: readonly string[],
  programs: number,
  instructions: readonly Instruction[],
): Wire {
  const message = encodeMessage({
    version: 0,
    requiredSignatures: 1,
    readonlySigned: 0,
    readonlyUnsigned: programs,
    accounts,
    blockhash: addressOf(99),
    instructions,
    lookups: [],
  });
  return sampleWith({
    operation: 'PROGRAM_CALL',
    asset: 'SOL',
    rawTx: undefined,
    extraParameters: { programCallData: message.toString('base64'), useDurableNonce: false },
  });
}
