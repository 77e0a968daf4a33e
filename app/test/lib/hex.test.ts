import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeHex, encodeHex, equalBytes } from '../../src/lib/hex.ts';

test('both cases are read, nothing is nothing', () => {
  assert.deepEqual(decodeHex('00fFaB'), { ok: true, value: Buffer.from([0x00, 0xff, 0xab]) });
  assert.deepEqual(decodeHex(''), { ok: true, value: Buffer.alloc(0) });
});

for (const [text, why] of [
  ['0', 'an odd number of digits'],
  ['0x00', 'a prefix'],
  ['0g', 'a letter beyond f'],
  ['00 00 ', 'spaces'],
  ['00\n', 'half a line break'],
  ['000\n', 'a line break'],
  ['İİ', 'characters whose low byte is a digit'],
] as const) {
  test(`${JSON.stringify(text)} is refused for ${why}`, () => {
    assert.deepEqual(decodeHex(text), { ok: false, error: 'not_hex' });
  });
}

test('law: bytes survive, written in lower case', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const text = encodeHex(bytes);
      assert.equal(text, text.toLowerCase());
      const read = decodeHex(text.toUpperCase());
      assert.ok(read.ok);
      assert.ok(equalBytes(read.value, bytes));
    }),
  );
});

test('a part of a larger buffer is written alone, whichever kind of bytes it is', () => {
  assert.equal(encodeHex(new Uint8Array([1, 2, 3, 4]).subarray(1, 3)), '0203');
  assert.equal(encodeHex(Buffer.from([1, 2, 3, 4]).subarray(1, 3)), '0203');
});

test('equal bytes are equal; another length, order or byte is not', () => {
  const bytes = Uint8Array.of(1, 2, 3);
  assert.equal(equalBytes(bytes, Uint8Array.of(1, 2, 3)), true);
  assert.equal(equalBytes(bytes, Uint8Array.of(1, 2)), false);
  assert.equal(equalBytes(bytes, Uint8Array.of(3, 2, 1)), false);
  assert.equal(equalBytes(bytes, Uint8Array.of(1, 2, 2)), false);
});

test('a megabyte of digits, the last one wrong, is refused without delay', { timeout: 2_000 }, () => {
  assert.deepEqual(decodeHex(`${'a'.repeat(2 ** 20 - 1)}g`), { ok: false, error: 'not_hex' });
});
