/**
 * A Solana message of 64 instructions, as large as a packet allows: a hostile or a very busy program call. Run by itself
 * it prints what one matching costs.
 */

import { base58 } from '@scure/base';
import { matchBytes } from '../../src/transaction/match.ts';
import { knowledgeWith } from '../../test/helpers/knowledge.ts';
import { mustParseTransaction, sampleWith } from '../../test/helpers/requests.ts';
import { encodeMessage } from '../../test/helpers/solana-encoder.ts';

const transfers = 40;
const memos = 24;

const addresses = [1, 2].map((byte) => base58.encode(new Uint8Array(32).fill(byte)));
const programs = ['11111111111111111111111111111111', 'MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr'];
const transfer = { program: 2, accounts: [0, 1], data: Buffer.from('020000000500000000000000', 'hex') };
const memo = { program: 3, accounts: [], data: Buffer.from('rent') };

const message = encodeMessage({
  version: 0,
  requiredSignatures: 1,
  readonlySigned: 0,
  readonlyUnsigned: 2,
  accounts: [...addresses, ...programs],
  blockhash: base58.encode(new Uint8Array(32).fill(3)),
  instructions: [...Array(transfers).fill(transfer), ...Array(memos).fill(memo)],
  lookups: [],
});

const request = mustParseTransaction(
  sampleWith({
    operation: 'PROGRAM_CALL',
    asset: 'SOL',
    rawTx: undefined,
    extraParameters: { programCallData: message.toString('base64'), useDurableNonce: false },
  }),
);
const knowledge = knowledgeWith();

/** What the figures are called, and the most that one matching may take. */
export const name = 'solana_64_instructions';
export const limitMilliseconds = 2;

/** Matches once; throws where the message is not understood. */
export function run(): void {
  const matched = matchBytes(request, knowledge);
  if (!matched.ok || matched.value.kind !== 'bytes_matched') throw new Error('not matched');
  if (matched.value.facts.calls.length !== transfers + memos) throw new Error('instructions are missing');
}

if (import.meta.main) {
  const rounds = 2000;
  for (let i = 0; i < rounds; i += 1) run();
  const begin = performance.now();
  for (let i = 0; i < rounds; i += 1) run();
  const milliseconds = (performance.now() - begin) / rounds;
  process.stdout.write(`${name}: ${milliseconds.toFixed(3)} ms, at most ${limitMilliseconds} ms\n`);
}
