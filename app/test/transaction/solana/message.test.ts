import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getCompiledTransactionMessageDecoder } from '@solana/kit';
import { getTransferSolInstruction } from '@solana-program/system';
import fc from 'fast-check';
import { decodeMessage } from '../../../src/transaction/solana/message.ts';
import { addressOf, blockhash, messageOf, recipient, signer, vault } from '../../helpers/solana.ts';
import { encodeMessage, type MessageParts, rawMessage } from '../../helpers/solana-encoder.ts';

function problem(bytes: Uint8Array): string {
  const decoded = decodeMessage(bytes);
  return decoded.ok ? 'decoded' : decoded.error;
}

const wrong = (changes: Partial<MessageParts>): string => problem(rawMessage(changes));

test('a message of the other library is read part by part, and encodes to what it was', () => {
  const transfer = getTransferSolInstruction({ source: signer, destination: recipient, amount: 5n });
  for (const version of ['legacy', 0] as const) {
    const bytes = messageOf([transfer], { version });
    const decoded = decodeMessage(bytes);
    assert.ok(decoded.ok);
    assert.deepEqual(decoded.value, {
      version,
      requiredSignatures: 1,
      readonlySigned: 0,
      readonlyUnsigned: 1,
      accounts: [vault, recipient, addressOf(0)],
      blockhash,
      instructions: [{ program: 2, accounts: [0, 1], data: Buffer.from('020000000500000000000000', 'hex') }],
      lookups: [],
    });
    assert.deepEqual(encodeMessage(decoded.value), bytes);
    const { staticAccounts } = getCompiledTransactionMessageDecoder().decode(bytes);
    assert.deepEqual(decoded.value.accounts, staticAccounts);
  }
});

test('the message that a test changes is one that is read', () => {
  assert.equal(wrong({}), 'decoded');
  assert.equal(wrong({ version: Buffer.alloc(0), lookups: Buffer.alloc(0) }), 'decoded');
});

const account = (byte: number): Buffer => Buffer.alloc(32, byte);
const keys = (...bytes: readonly number[]): Buffer =>
  Buffer.concat([Buffer.of(bytes.length), ...bytes.map(account)]);
const lookup = (writable: Buffer, readonly: Buffer): Buffer =>
  Buffer.concat([Buffer.of(1), account(9), writable, readonly]);
const indexes = (count: number): Buffer => {
  const length = count < 0x80 ? Buffer.of(count) : Buffer.of((count & 0x7f) | 0x80, count >> 7);
  return Buffer.concat([length, Buffer.from(Array.from({ length: count }, (_, i) => i))]);
};

for (const [what, changes, expected] of [
  ['another version', { version: Buffer.of(0x81) }, 'version_unknown'],
  ['no signer', { header: Buffer.of(0, 0, 1) }, 'header_inconsistent'],
  ['a payer that only reads', { header: Buffer.of(1, 1, 1) }, 'header_inconsistent'],
  ['more accounts in the header than there are', { header: Buffer.of(1, 0, 3) }, 'header_inconsistent'],
  ['an account twice', { accounts: keys(1, 2, 2) }, 'account_repeated'],
  [
    'a length in two bytes where one will do',
    { accounts: Buffer.concat([Buffer.of(0x83, 0), ...[1, 2, 3].map(account)]) },
    'length_not_minimal',
  ],
  ['a length beyond sixteen bits', { instructions: Buffer.of(0xff, 0xff, 0x04) }, 'length_too_large'],
  ['a length of four bytes', { instructions: Buffer.of(0x80, 0x80, 0x80, 0x01) }, 'length_too_large'],
  ['the payer for a program', { instructions: Buffer.of(1, 0, 0, 0) }, 'program_out_of_range'],
  ['a program that is not there', { instructions: Buffer.of(1, 3, 0, 0) }, 'program_out_of_range'],
  [
    'a program out of a table',
    { instructions: Buffer.of(1, 3, 0, 0), lookups: lookup(indexes(1), indexes(0)) },
    'program_out_of_range',
  ],
  ['an account that is not there', { instructions: Buffer.of(1, 2, 1, 3, 0) }, 'index_out_of_range'],
  [
    'an account out of a table',
    { instructions: Buffer.of(1, 2, 1, 3, 0), lookups: lookup(indexes(1), indexes(0)) },
    'decoded',
  ],
  [
    'an account behind the table',
    { instructions: Buffer.of(1, 2, 1, 4, 0), lookups: lookup(indexes(0), indexes(1)) },
    'index_out_of_range',
  ],
  ['a look-up of nothing', { lookups: lookup(indexes(0), indexes(0)) }, 'lookup_empty'],
  ['256 accounts', { lookups: lookup(indexes(200), indexes(53)) }, 'decoded'],
  ['257 accounts', { lookups: lookup(indexes(200), indexes(54)) }, 'header_inconsistent'],
  ['a byte behind the end', { lookups: Buffer.of(0, 0) }, 'trailing_bytes'],
  ['instruction data that is not there', { instructions: Buffer.of(1, 2, 0, 40) }, 'truncated'],
  ['nothing behind the accounts', { instructions: Buffer.alloc(0), lookups: Buffer.alloc(0) }, 'truncated'],
  ['an instruction list without end', { instructions: Buffer.of(0xff, 0xff, 0x03) }, 'truncated'],
] as const) {
  test(`${what}: ${expected}`, () => {
    assert.equal(wrong(changes), expected);
  });
}

test('no bytes are no message, and neither are more than fit into a packet', () => {
  assert.equal(problem(Buffer.alloc(0)), 'truncated');
  const fill = (length: number): Buffer => {
    const rest = length - rawMessage({ instructions: Buffer.of(1, 2, 0, 0x80, 0x08) }).length;
    const size = Buffer.of((rest & 0x7f) | 0x80, rest >> 7);
    return rawMessage({ instructions: Buffer.concat([Buffer.of(1, 2, 0), size, Buffer.alloc(rest)]) });
  };
  assert.equal(fill(1232).length, 1232);
  assert.equal(problem(fill(1232)), 'decoded');
  assert.equal(problem(fill(1233)), 'too_large');
});

test('what is read encodes to what came, whatever bytes come', () => {
  const seed = rawMessage({ lookups: lookup(indexes(3), indexes(2)) });
  const property = fc.property(fc.nat(seed.length - 1), fc.nat(255), (at, byte) => {
    const bytes = Buffer.from(seed);
    bytes.writeUInt8(byte, at);
    const decoded = decodeMessage(bytes);
    if (decoded.ok) assert.deepEqual(encodeMessage(decoded.value), bytes);
  });
  fc.assert(property, { numRuns: 2000 });
});
