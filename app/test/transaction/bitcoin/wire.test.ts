import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openReader, size, sized } from '../../../src/transaction/bitcoin/wire.ts';

function readSize(hexText: string): number | undefined {
  const reader = openReader(Buffer.from(hexText, 'hex'));
  const found = reader.size();
  return reader.finished() ? found : undefined;
}

test('each size has one form', () => {
  assert.equal(readSize('fc'), 0xfc);
  assert.equal(readSize('fdfd00'), 0xfd);
  assert.equal(readSize('fdfc00'), undefined);
  assert.equal(readSize('fe00000100'), 0x10000);
  assert.equal(readSize('feffff0000'), undefined);
  assert.equal(readSize('ff0000000001000000'), 0x100000000);
  assert.equal(readSize('ffffffffff00000000'), undefined);
});

test('what ends early is broken, and nothing after it is read', () => {
  for (const text of ['', 'fd', 'fdfd', 'fe000001', 'ff00000000010000']) {
    assert.equal(readSize(text), undefined);
  }
  const reader = openReader(Buffer.from('05aa', 'hex'));
  assert.deepEqual([...reader.sized()], []);
  assert.ok(reader.broken());
  assert.equal(reader.uint32(), 0);
  assert.equal(reader.uint64(), 0n);
  assert.deepEqual([...reader.take(0)], []);
});

test('law: what is written is read', () => {
  fc.assert(
    fc.property(fc.nat(70_000), (length) => {
      const reader = openReader(sized(Buffer.alloc(length)));
      assert.equal(reader.sized().length, length);
      assert.ok(reader.finished());
      assert.equal(openReader(size(length)).size(), length);
    }),
  );
});
