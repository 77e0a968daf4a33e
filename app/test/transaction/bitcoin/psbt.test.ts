import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hash160 } from '../../../src/transaction/bitcoin/hash.ts';
import { readPsbt } from '../../../src/transaction/bitcoin/psbt.ts';
import { hashInputs } from '../../../src/transaction/bitcoin/psbt-signature-hash.ts';
import { writeScript } from '../../../src/transaction/bitcoin/script.ts';
import { writeTransaction } from '../../../src/transaction/bitcoin/transaction.ts';
import { sized, uint32, uint64 } from '../../../src/transaction/bitcoin/wire.ts';
import { addressOf, judgedNetwork, keyAt, payment } from '../../helpers/bitcoin.ts';
import { makePsbt, psbtPath } from '../../helpers/psbt.ts';

type Field = readonly [key: string, value: Uint8Array];

const input = { outpoint: Buffer.alloc(36, 1), script: new Uint8Array(), sequence: 0 };
const output = { value: 5n, script: Buffer.from('51', 'hex') };
const transaction = { version: 2, inputs: [input], outputs: [output], locktime: 0 };
const unsigned: Field = ['00', writeTransaction(transaction)];

function map(fields: readonly Field[]): Buffer {
  const parts = fields.flatMap(([key, value]) => [sized(Buffer.from(key, 'hex')), sized(value)]);
  return Buffer.concat([...parts, Buffer.from([0])]);
}

function spending(value: bigint, script: Uint8Array): Buffer {
  return Buffer.concat([uint64(value), sized(script)]);
}

const network = judgedNetwork('bitcoin');
const lock = (kind: Parameters<typeof payment>[0]): Uint8Array =>
  payment(kind, keyAt(psbtPath).publicKey, network).output ?? assert.fail();
const shown: Field = ['01', spending(9n, lock('p2wpkh'))];

function psbtOf(
  global: readonly Field[],
  ofInput: readonly Field[],
  ofOutput: readonly Field[],
  more = '',
): Buffer {
  return Buffer.concat([
    Buffer.from('70736274ff', 'hex'),
    map(global),
    map(ofInput),
    map(ofOutput),
    Buffer.from(more, 'hex'),
  ]);
}

function problem(bytes: Uint8Array): string {
  const read = readPsbt(bytes);
  return read.ok ? 'none' : read.error;
}

test('the smallest psbt is read, and the fields that are known beside', () => {
  assert.equal(problem(psbtOf([unsigned], [shown], [])), 'none');
  const known: readonly Field[] = [
    shown,
    ['02aa', Buffer.alloc(1)],
    ['06aa', Buffer.alloc(1)],
    ['03', uint32(1)],
    ['13', Buffer.alloc(64)],
  ];
  const version: Field = ['fb', uint32(0)];
  const xpub: Field = ['01aa', Buffer.alloc(4)];
  assert.equal(problem(psbtOf([unsigned, version, xpub], known, [['02aa', Buffer.alloc(1)]])), 'none');
});

const cases: readonly (readonly [string, Uint8Array, string])[] = [
  ['nothing', Buffer.alloc(0), 'not_a_psbt'],
  ['another magic', Buffer.from('70736274fe', 'hex'), 'not_a_psbt'],
  ['no transaction', psbtOf([], [shown], []), 'psbt_global_map'],
  ['an unknown global field', psbtOf([unsigned, ['05', Buffer.alloc(0)]], [shown], []), 'psbt_global_map'],
  ['a field twice', psbtOf([unsigned, unsigned], [shown], []), 'psbt_global_map'],
  ['a single field with more in its key', psbtOf([['0000', unsigned[1]]], [shown], []), 'psbt_global_map'],
  ['version 2', psbtOf([unsigned, ['fb', uint32(2)]], [shown], []), 'psbt_version'],
  ['no transaction in the field', psbtOf([['00', Buffer.alloc(3)]], [shown], []), 'psbt_transaction'],
  [
    'a transaction without inputs',
    psbtOf([['00', writeTransaction({ ...transaction, inputs: [] })]], [shown], []),
    'psbt_transaction',
  ],
  [
    'a signed transaction',
    psbtOf(
      [['00', writeTransaction({ ...transaction, inputs: [{ ...input, script: output.script }] })]],
      [shown],
      [],
    ),
    'psbt_transaction_signed',
  ],
  ['an unknown input field', psbtOf([unsigned], [shown, ['0a', Buffer.alloc(1)]], []), 'psbt_input_map'],
  ['a keyed field without a key', psbtOf([unsigned], [shown, ['02', Buffer.alloc(1)]], []), 'psbt_input_map'],
  ['no spent output', psbtOf([unsigned], [], []), 'psbt_input_output'],
  [
    'a spent output with more behind it',
    psbtOf([unsigned], [['01', Buffer.concat([shown[1], Buffer.alloc(1)])]], []),
    'psbt_input_output',
  ],
  [
    'a previous transaction of another name',
    psbtOf([unsigned], [['00', unsigned[1]]], []),
    'psbt_previous_transaction',
  ],
  [
    'no previous transaction in the field',
    psbtOf([unsigned], [['00', Buffer.alloc(2)]], []),
    'psbt_previous_transaction',
  ],
  ['a hash type of another length', psbtOf([unsigned], [shown, ['03', Buffer.alloc(1)]], []), 'psbt_sighash'],
  ['an unknown output field', psbtOf([unsigned], [shown], [['09', Buffer.alloc(1)]]), 'psbt_output_map'],
  ['bytes behind its end', psbtOf([unsigned], [shown], [], '00'), 'psbt_trailing_bytes'],
  ['no end', psbtOf([unsigned], [shown], []).subarray(0, -2), 'psbt_input_map'],
];
for (const [what, bytes, expected] of cases) {
  test(`a psbt with ${what} is refused: ${expected}`, () => assert.equal(problem(bytes), expected));
}

test('the previous transaction and the output beside it say the same, and it has that output', () => {
  const bytes = makePsbt({
    coins: [{ kind: 'p2wpkh', value: 9n, shown: 'both' }],
    outputs: [{ address: addressOf('p2wpkh', keyAt([5]).publicKey), value: 1n }],
  }).toBuffer();
  assert.equal(problem(bytes), 'none');
  const told = Buffer.from(bytes);
  const at = told.lastIndexOf(uint64(9n));
  told.writeUInt8(8, at);
  assert.equal(problem(told), 'psbt_two_outputs');
  // The outpoint names output 1 of two; there is no third.
  const beyond = Buffer.from(bytes);
  beyond.writeUInt8(2, beyond.indexOf(Buffer.from('01000000', 'hex')));
  assert.notEqual(problem(beyond), 'none');
});

/** The reason why the only input has no hash, or `hashed`. */
function hashing(script: Uint8Array, ...more: readonly Field[]): string {
  const read = readPsbt(psbtOf([unsigned], [['01', spending(9n, script)], ...more], []));
  assert.ok(read.ok);
  const hashed = hashInputs(read.value);
  return hashed.ok ? 'hashed' : hashed.error.reason;
}

test('the hash type is that of everything, for taproot also the default', () => {
  for (const [kind, sighash, expected] of [
    ['p2wpkh', 0, 'transaction_sighash_unsupported'],
    ['p2wpkh', 1, 'hashed'],
    ['p2tr', 0, 'hashed'],
    ['p2tr', 1, 'hashed'],
    ['p2tr', 3, 'transaction_sighash_unsupported'],
  ] as const) {
    assert.equal(hashing(lock(kind), ['03', uint32(sighash)]), expected);
  }
});

test('what satisfies a script has to be the script whose hash it is', () => {
  const unsupported = 'transaction_script_unsupported';
  const p2wpkh = lock('p2wpkh');
  const p2wsh = lock('p2wsh');
  const nested = lock('p2sh-p2wpkh');
  const multisig = payment('p2wsh', keyAt(psbtPath).publicKey, network).redeem?.output ?? assert.fail();
  assert.equal(hashing(p2wsh), unsupported);
  assert.equal(hashing(p2wsh, ['05', multisig]), 'hashed');
  assert.equal(hashing(p2wsh, ['05', p2wpkh]), unsupported);
  assert.equal(hashing(nested), unsupported);
  assert.equal(hashing(nested, ['04', p2wpkh]), 'hashed');
  assert.equal(hashing(nested, ['04', p2wsh]), unsupported);
  assert.equal(hashing(Buffer.from('51', 'hex')), unsupported);
});

test('P2SH around anything but a witness program is refused', () => {
  const wrapped = (redeem: Uint8Array) => writeScript({ type: 'p2sh', program: hash160(redeem) });
  const multisig = payment('p2wsh', keyAt(psbtPath).publicKey, network).redeem?.output ?? assert.fail();
  assert.equal(hashing(wrapped(multisig), ['04', multisig]), 'transaction_script_unsupported');
  const legacy = lock('p2pkh');
  assert.equal(hashing(wrapped(legacy), ['04', legacy]), 'transaction_script_unsupported');
  const p2wsh = lock('p2wsh');
  assert.equal(hashing(wrapped(p2wsh), ['04', p2wsh], ['05', multisig]), 'hashed');
});
