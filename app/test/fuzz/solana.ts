/** Solana: messages, wire transactions, and the facts of whatever is understood. */

import { matchBytes } from '../../src/transaction/match.ts';
import { decodeMessage } from '../../src/transaction/solana/message.ts';
import { decodeWire } from '../../src/transaction/solana/wire.ts';
import { knowledgeWith } from '../helpers/knowledge.ts';
import { mustParseTransaction } from '../helpers/requests.ts';
import { encodeMessage, rawMessage } from '../helpers/solana-encoder.ts';
import type { FuzzTarget } from './target.ts';

const address = (byte: number): Buffer => Buffer.alloc(32, byte);
const program = (hex: string): Buffer => Buffer.from(hex, 'hex');
const systemId = Buffer.alloc(32);
const tokenId = program('06ddf6e1d765a193d9cbe146ceeb79ac1cb485ed5f5b37913a8cf5857eff00a9');
const associatedId = program('8c97258f4e2489f1bb3d1029148e0d830b5a1399daff1084048e7bd8dbe9f859');
const budgetId = program('0306466fe5211732ffecadba72c39be7bc8ce5bbc5f7126b2c439b3a40000000');

/** Count, header and the given accounts and instructions of a message. */
function seed(version: 'legacy' | 0, accounts: readonly Buffer[], instructions: readonly Buffer[]): Buffer {
  return rawMessage({
    version: version === 0 ? Buffer.of(0x80) : Buffer.alloc(0),
    header: Buffer.of(1, 0, 1),
    accounts: Buffer.concat([Buffer.of(accounts.length), ...accounts]),
    instructions: Buffer.concat([Buffer.of(instructions.length), ...instructions]),
    lookups: version === 0 ? Buffer.of(0) : Buffer.alloc(0),
  });
}

/** Program, accounts and data, each list behind its length. */
const transfer = Buffer.from('020200010c020000000500000000000000', 'hex');
const price = Buffer.from('030009031027000000000000', 'hex');
const tokenTransfer = Buffer.from('0404010203000a0c050000000000000006', 'hex');
const createAccount = Buffer.from('04060001020305050101', 'hex');

const messages: readonly Buffer[] = [
  seed(0, [address(1), address(2), systemId], [transfer]),
  seed('legacy', [address(1), address(2), systemId, budgetId], [transfer, price]),
  seed(0, [address(1), address(2), address(3), address(4), tokenId], [tokenTransfer]),
  seed(0, [address(1), address(2), address(3), address(5), associatedId, systemId], [createAccount]),
];

const knowledge = knowledgeWith();

/** A program call whose content is the text; everything else is always the same, so it is parsed once. */
const request = mustParseTransaction({
  requestId: 'r',
  txId: 'r',
  signerId: 's',
  operation: 'PROGRAM_CALL',
  sourceType: 'VAULT',
  sourceId: '7',
  asset: 'SOL',
  amountStr: '0',
  fee: '0',
});

export const solanaTarget: FuzzTarget = {
  name: 'solana',
  seeds: messages,
  run(input) {
    const decoded = decodeMessage(input);
    if (decoded.ok && !encodeMessage(decoded.value).equals(input)) throw new Error('a second encoding');
    const text = Buffer.from(input).toString('base64');
    const wire = decodeWire(text);
    if (wire.ok && !encodeMessage(wire.value.message).equals(wire.value.bytes))
      throw new Error('a second encoding inside a transaction');
    const extraParameters = { programCallData: text, useDurableNonce: false };
    const matched = matchBytes({ ...request, extraParameters }, knowledge);
    if (!matched.ok) return;
    if (!wire.ok || matched.value.kind !== 'bytes_matched')
      throw new Error('evidence of bytes that nobody read');
    const { facts } = matched.value;
    if (facts.calls.length !== wire.value.message.instructions.length)
      throw new Error('an instruction is lost');
    const unknown = facts.calls.some(({ method }) => method === undefined);
    if (unknown !== facts.acts.includes('unknown_program'))
      throw new Error('an unknown call without its act');
    if (facts.payments.length > 0 && !facts.acts.some((act) => act.endsWith('payment')))
      throw new Error('a payment without its act');
  },
};
