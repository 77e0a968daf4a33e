import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normaliseAddress, parseBookAddress } from '../../src/policy/address.ts';

const checksummed = '0x5dC69B1Fbb13Bafd09af88a782F0F285772Ad5f8';
const lowerCase = checksummed.toLowerCase();

test('every spelling of an EVM address is one address', () => {
  for (const spelling of [
    checksummed,
    lowerCase,
    `0x${lowerCase.slice(2).toUpperCase()}`,
    `0X${lowerCase.slice(2)}`,
  ]) {
    assert.equal(normaliseAddress(spelling), lowerCase);
  }
});

test('addresses of other chains are compared as they are written', () => {
  for (const text of ['1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', `${lowerCase}0`, lowerCase.slice(0, -1)]) {
    assert.equal(normaliseAddress(text), text);
  }
});

test('a book takes an EVM address with its checksum, and without any', () => {
  for (const spelling of [checksummed, lowerCase, `0x${lowerCase.slice(2).toUpperCase()}`]) {
    assert.deepEqual(parseBookAddress(spelling), { ok: true, value: lowerCase });
  }
});

test('a book refuses an EVM address with one letter in the wrong case', () => {
  const wrong = `0x5Dc${checksummed.slice(5)}`;
  const parsed = parseBookAddress(wrong);
  assert.ok(!parsed.ok);
  assert.match(parsed.error, /wrong EIP-55 checksum/);
});

test('a book refuses 0x texts that are too short or too long for EVM, and takes the 32 bytes of other chains', () => {
  for (const wrong of [
    lowerCase.slice(0, -1),
    `${lowerCase}0`,
    '0x',
    `0X${lowerCase.slice(2)}`,
    `0x${'zz'.repeat(20)}`,
  ]) {
    const parsed = parseBookAddress(wrong);
    assert.ok(!parsed.ok, wrong);
    assert.match(parsed.error, /is not an EVM address/);
  }
  const long = `0x${'aB'.repeat(32)}`;
  assert.deepEqual(parseBookAddress(long), { ok: true, value: long });
});

test('a book takes 4 to 128 visible ASCII characters for other chains', () => {
  assert.ok(parseBookAddress('abcd').ok);
  assert.ok(parseBookAddress('x'.repeat(128)).ok);
  for (const wrong of ['abc', 'x'.repeat(129), 'ab cd', 'abcd\u00e9', 'abcd\u0007', '']) {
    const parsed = parseBookAddress(wrong);
    assert.ok(!parsed.ok, wrong);
    assert.match(parsed.error, /is not an address/);
  }
});
