import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeAbiParameters, encodeAbiParameters, parseAbiParameters } from 'viem';
import { decodeHex, encodeHex } from '../../../src/lib/hex.ts';
import { type AbiParameter, parseMethod } from '../../../src/transaction/evm/abi.ts';
import { type AbiValue, decodeAbi } from '../../../src/transaction/evm/abi-decode.ts';
import {
  asBytes,
  asInteger,
  asItems,
  flattenArguments,
  readArguments,
} from '../../../src/transaction/evm/abi-values.ts';

function inputsOf(types: string): readonly AbiParameter[] {
  const method = parseMethod(`f(${types})`);
  assert.ok(method.ok, types);
  return method.value.inputs;
}

function bytesOf(text: string): Uint8Array {
  const bytes = decodeHex(text.replace(/^0x/, ''));
  assert.ok(bytes.ok);
  return bytes.value;
}

/** The outcome for calldata written in words. */
function outcome(types: string, ...words: readonly string[]): string {
  const read = decodeAbi(inputsOf(types), bytesOf(words.join('')));
  return read.ok ? 'accepted' : read.error;
}

const word = (value: number | bigint): string => value.toString(16).padStart(64, '0');
const left = (text: string): string => text.padEnd(64, '0');
const ff = 'f'.repeat(64);

for (const [what, types, words, expected] of [
  ['an integer', 'uint256', [ff], 'accepted'],
  ['a byte in its place', 'uint8', [word(255)], 'accepted'],
  ['a dirty high bit', 'uint8', [word(256)], 'abi_not_canonical'],
  ['a negative number', 'int8', [ff], 'accepted'],
  ['the least of its width', 'int8', [`${'f'.repeat(62)}80`], 'accepted'],
  ['a negative number too wide', 'int8', [`${'f'.repeat(62)}7f`], 'abi_not_canonical'],
  ['a positive number too wide', 'int8', [word(128)], 'abi_not_canonical'],
  ['true', 'bool', [word(1)], 'accepted'],
  ['two for a truth', 'bool', [word(2)], 'abi_not_canonical'],
  ['a truth with a dirty byte', 'bool', [`01${word(1).slice(2)}`], 'abi_not_canonical'],
  ['an address', 'address', [word(2n ** 160n - 1n)], 'accepted'],
  ['an address with a dirty bit', 'address', [word(2n ** 160n)], 'abi_not_canonical'],
  ['fixed bytes', 'bytes4', [left('a9059cbb')], 'accepted'],
  ['fixed bytes with one more', 'bytes4', [left('a9059cbb01')], 'abi_not_canonical'],
  ['nothing for something', 'uint256', [], 'abi_truncated'],
  ['half a word', 'uint256', ['00'], 'abi_truncated'],
  ['a word behind', 'uint256', [word(1), word(0)], 'abi_not_canonical'],
  ['a byte behind', 'uint256', [word(1), '00'], 'abi_not_canonical'],
  ['nothing for nothing', '', [], 'accepted'],
  ['something for nothing', '', [word(0)], 'abi_not_canonical'],
  ['bytes', 'bytes', [word(32), word(1), left('ab')], 'accepted'],
  ['empty bytes', 'bytes', [word(32), word(0)], 'accepted'],
  ['bytes with dirty padding', 'bytes', [word(32), word(1), left('ab01')], 'abi_not_canonical'],
  ['bytes without padding', 'bytes', [word(32), word(1), 'ab'], 'abi_truncated'],
  ['bytes longer than there are', 'bytes', [word(32), word(33), ff], 'abi_truncated'],
  ['bytes of an absurd length', 'bytes', [word(32), ff], 'abi_truncated'],
  ['bytes without a length', 'bytes', [word(32)], 'abi_truncated'],
  ['an offset too far', 'bytes', [word(64), word(0), word(0)], 'abi_not_canonical'],
  ['an offset into the head', 'bytes', [word(0)], 'abi_not_canonical'],
  ['text', 'string', [word(32), word(2), left('c3a9')], 'accepted'],
  ['text that is no UTF-8', 'string', [word(32), word(1), left('ff')], 'abi_not_canonical'],
  ['a list', 'uint8[]', [word(32), word(2), word(1), word(2)], 'accepted'],
  ['a list longer than there are items', 'uint8[]', [word(32), word(3), word(1), word(2)], 'abi_truncated'],
  ['a list of an absurd length', 'uint8[]', [word(32), ff, word(1)], 'abi_truncated'],
  ['two lists that share their items', 'bool[],bool[]', [word(64), word(64), word(0)], 'abi_not_canonical'],
  ['a fixed list', 'uint8[2]', [word(1), word(2)], 'accepted'],
  ['a fixed list with a dirty item', 'uint8[2]', [word(1), word(256)], 'abi_not_canonical'],
  ['a structure', '(bool a,uint8 b) s', [word(1), word(2)], 'accepted'],
  ['a structure with a dirty member', '(bool a,uint8 b) s', [word(2), word(2)], 'abi_not_canonical'],
] as const) {
  test(`${what}: ${expected}`, () => assert.equal(outcome(types, ...words), expected));
}

const types = [
  'uint256 a,address b,bool c,bytes4 d,int64 e',
  'bytes a,string b,uint8[] c',
  '(address token,uint160 amount,uint48 expiration,uint48 nonce)[] details,address spender',
  'uint256[2][3] a,bytes[2] b,(bool x,bytes y)[] c',
  '((uint256 a,string b) p,int8[] q) r,bytes32[] s',
];

/** Values for viem, by type. */
function arbitraryOf(type: AbiParameter['type']): fc.Arbitrary<unknown> {
  switch (type.kind) {
    case 'uint':
      return fc
        .bigInt({ min: 0n, max: 2n ** BigInt(type.bits) - 1n })
        .map((n) => (type.bits > 48 ? n : Number(n)));
    case 'int':
      return fc
        .bigInt({ min: -(2n ** BigInt(type.bits - 1)), max: 2n ** BigInt(type.bits - 1) - 1n })
        .map((n) => (type.bits > 48 ? n : Number(n)));
    case 'address':
      return fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => `0x${encodeHex(bytes)}`);
    case 'bool':
      return fc.boolean();
    case 'bytes': {
      if (type.isText) return fc.string({ unit: 'grapheme', maxLength: 40 });
      const range = { minLength: type.size ?? 0, maxLength: type.size ?? 70 };
      return fc.uint8Array(range).map((bytes) => `0x${encodeHex(bytes)}`);
    }
    case 'array': {
      const range = { minLength: type.length ?? 0, maxLength: type.length ?? 4 };
      return fc.array(arbitraryOf(type.item), range);
    }
    case 'tuple':
      return fc.tuple(...type.members.map((member) => arbitraryOf(member.type)));
  }
}

/** As viem spells decoded values. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return `0x${encodeHex(value)}`;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null) return Object.values(value).map(plain);
  if (typeof value === 'number') return BigInt(value);
  return typeof value === 'string' && /^0x[0-9a-fA-F]{40}$/.test(value) ? value.toLowerCase() : value;
}

for (const text of types) {
  const inputs = inputsOf(text);
  const parameters = parseAbiParameters(text.replaceAll(/\(([^()]*)\)/g, '($1)'));

  test(`judge: whatever viem encodes for ${text} is read to the same values`, () => {
    const values = fc.tuple(...inputs.map(({ type }) => arbitraryOf(type)));
    fc.assert(
      fc.property(values, (list) => {
        // Structures by position are structures by name to viem.
        const encoded = encodeAbiParameters(parameters, named(inputs, list));
        const read = decodeAbi(inputs, bytesOf(encoded));
        assert.ok(read.ok);
        assert.deepEqual(read.value.map(plain), list.map(plain));
      }),
    );
  });

  test(`law: whatever is accepted for ${text} is what viem would have written`, () => {
    const values = fc.tuple(...inputs.map(({ type }) => arbitraryOf(type)));
    fc.assert(
      fc.property(values, fc.nat(), fc.nat(255), (list, at, byte) => {
        const bytes = Buffer.from(bytesOf(encodeAbiParameters(parameters, named(inputs, list))));
        bytes[at % bytes.length] = byte;
        const read = decodeAbi(inputs, bytes);
        if (!read.ok) return;
        const again = decodeAbiParameters(parameters, bytes);
        assert.equal(encodeAbiParameters(parameters, again), `0x${encodeHex(bytes)}`);
      }),
      { numRuns: 300 },
    );
  });
}

function named(inputs: readonly AbiParameter[], values: readonly unknown[]): unknown[] {
  return inputs.map(({ type }, i) => nameMembers(type, values[i]));
}

function nameMembers(type: AbiParameter['type'], value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  if (type.kind === 'array') return value.map((item) => nameMembers(type.item, item));
  if (type.kind !== 'tuple') return value;
  return Object.fromEntries(
    type.members.map(({ name, type: member }, i) => [name, nameMembers(member, value[i])]),
  );
}

test('arguments are told by their paths', () => {
  const inputs = inputsOf('(address to,uint8[] parts)[] orders,bytes data,bool ok,string note');
  const values: readonly AbiValue[] = [[['0xaa', [1n, 2n]]], Uint8Array.of(1, 2), true, 'n'];
  assert.deepEqual(flattenArguments(inputs, values), [
    { name: 'orders[0].to', value: '0xaa' },
    { name: 'orders[0].parts[0]', value: 1n },
    { name: 'orders[0].parts[1]', value: 2n },
    { name: 'data', value: '0x0102' },
    { name: 'ok', value: true },
    { name: 'note', value: 'n' },
  ]);
});

test('a value of another type than the one asked for reads as empty', () => {
  assert.equal(asInteger('1'), 0n);
  assert.equal(asInteger(2n), 2n);
  assert.equal(asBytes('0x').length, 0);
  assert.equal(asBytes(Uint8Array.of(1)).length, 1);
  assert.deepEqual(asItems(Uint8Array.of(1)), []);
  assert.deepEqual(asItems(undefined), []);
  assert.equal(readArguments([true, [3n]]).isTrue(0), true);
  assert.equal(
    readArguments([true, [3n]])
      .structure(1)
      .integer(0),
    3n,
  );
});
