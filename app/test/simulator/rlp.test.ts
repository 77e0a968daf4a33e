import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { toRlp } from 'viem';
import { encodeRlp, minimalBytes } from '../../src/simulator/rlp.ts';

test('a number is written in the fewest bytes, and zero in none', () => {
  assert.deepEqual([...minimalBytes(0n)], []);
  assert.deepEqual([...minimalBytes(127n)], [0x7f]);
  assert.deepEqual([...minimalBytes(255n)], [0xff]);
  assert.deepEqual([...minimalBytes(256n)], [1, 0]);
});

test('lengths just below and at each border of the encoding agree with an independent encoder', () => {
  for (const length of [0, 1, 55, 56, 255, 256, 65_535, 65_536]) {
    const bytes = Buffer.alloc(length, 0x7f);
    assert.equal(
      Buffer.from(encodeRlp(bytes)).toString('hex'),
      toRlp(bytes, 'hex').slice(2),
      `string of ${length}`,
    );
    const list = Array.from({ length: Math.min(length, 300) }, () => Uint8Array.of(1));
    assert.equal(
      Buffer.from(encodeRlp(list)).toString('hex'),
      toRlp(list, 'hex').slice(2),
      `list of ${length}`,
    );
  }
});

test('single bytes below 0x80 stand for themselves, and 0x80 does not', () => {
  assert.deepEqual([...encodeRlp(Uint8Array.of(0x7f))], [0x7f]);
  assert.deepEqual([...encodeRlp(Uint8Array.of(0x80))], [0x81, 0x80]);
});

test('any nested list is encoded as an independent encoder encodes it', () => {
  const bytes = fc.uint8Array({ maxLength: 70 });
  const item = fc.oneof(
    bytes,
    fc.array(fc.oneof(bytes, fc.array(bytes, { maxLength: 4 })), { maxLength: 4 }),
  );
  fc.assert(
    fc.property(item, (value) => {
      assert.equal(Buffer.from(encodeRlp(value)).toString('hex'), toRlp(value, 'hex').slice(2));
    }),
    { numRuns: 200 },
  );
});
