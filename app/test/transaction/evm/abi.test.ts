import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FunctionFragment } from 'ethers';
import { toFunctionSelector, toFunctionSignature } from 'viem';
import { maxSignatureCharacters, parseMethod } from '../../../src/transaction/evm/abi.ts';
import { mustParse } from '../../../src/transaction/evm/meaning.ts';

const real = [
  'transfer(address to,uint256 amount)',
  'deposit()',
  'f(uint256 a, int256 b, bytes4 c, bool d, string e, bytes f)',
  'swap((address token, uint24 fee)[] path, uint256[2][] amounts, (uint8, (bool x, bytes y) z) w)',
  'multicall(bytes[] data)',
  '$odd_name9(int8[3] x)',
];

for (const text of real) {
  test(`judge: ${text} has the signature and selector that viem and ethers say`, () => {
    const method = parseMethod(text);
    assert.ok(method.ok, text);
    const { name, inputs } = FunctionFragment.from(`function ${text}`);
    assert.equal(method.value.signature, `${name}(${inputs.map((input) => input.format('sighash')).join()})`);
    assert.equal(method.value.signature, toFunctionSignature(`function ${text}`));
    assert.equal(method.value.selector, toFunctionSelector(`function ${text}`));
  });
}

test('uint and int are those of 256 bits', () => {
  const method = parseMethod('f(uint a, int[] b)');
  assert.ok(method.ok);
  assert.equal(
    method.value.signature,
    FunctionFragment.from('function f(uint a, int[] b)').format('sighash'),
  );
});

test('names are kept, and positions stand in for those that are missing', () => {
  const method = parseMethod('f(address to, uint256, (bool flag, bytes32) pair)');
  assert.ok(method.ok);
  assert.deepEqual(
    method.value.inputs.map(({ name }) => name),
    ['to', '1', 'pair'],
  );
  const pair = method.value.inputs[2]?.type;
  assert.ok(pair?.kind === 'tuple');
  assert.deepEqual(
    pair.members.map(({ name }) => name),
    ['flag', '1'],
  );
});

const nested = (depth: number): string => `f(${'('.repeat(depth)}bool${')'.repeat(depth)})`;

for (const [what, text, message] of [
  ['no parentheses', 'transfer', /is not a method/],
  ['a name that is none', '9f()', /is not a method/],
  ['an unknown type', 'f(addres to)', /`addres to` is not a parameter/],
  ['nothing between commas', 'f(bool,)', /`` is not a parameter/],
  ['a width of 7', 'f(uint7 a)', /not a parameter/],
  ['a width of 264', 'f(int264 a)', /not a parameter/],
  ['a width of 0', 'f(uint0 a)', /not a parameter/],
  ['a width with a leading zero', 'f(uint08 a)', /not a parameter/],
  ['bytes0', 'f(bytes0 a)', /not a parameter/],
  ['bytes33', 'f(bytes33 a)', /not a parameter/],
  ['bytes04', 'f(bytes04 a)', /not a parameter/],
  ['address20', 'f(address20 a)', /not a parameter/],
  ['bool8', 'f(bool8 a)', /not a parameter/],
  ['string1', 'f(string1 a)', /not a parameter/],
  ['an empty structure', 'f(() a)', /structure without members/],
  ['a structure of what is no type', 'f((foo) a)', /`foo` is not a parameter/],
  ['an array of what is no structure', 'f(()[] a)', /structure without members/],
  ['an array without items', 'f(bool[0] a)', /array without items/],
  ['an array in an array without items', 'f(bool[0][2] a)', /array without items/],
  ['an array of 257 words', 'f(bool[257] a)', /array that is too large/],
  ['a structure of 257 words', 'f((bool[256] a, bool b) c)', /structure that is too large/],
  ['structures nine deep', nested(9), /nests structures too deep/],
  ['parentheses that do not match', 'f((bool a)', /not a parameter/],
  ['too long a text', `f(${'x'.repeat(maxSignatureCharacters)})`, /is longer than 1000 characters/],
] as const) {
  test(`${what} is refused`, () => {
    const method = parseMethod(text);
    assert.ok(!method.ok);
    assert.match(method.error, message);
  });
}

test('256 words and eight levels are allowed', () => {
  assert.ok(parseMethod('f((bool[255] a, bool b) c)').ok);
  assert.ok(parseMethod('f(bool[256] a)').ok);
  assert.ok(parseMethod(nested(8)).ok);
});

test('a built-in text that is no method is a mistake of ours', () => {
  assert.throws(() => mustParse('transfer'), /transfer is not a method/);
});
