import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeRlp as ethersEncode, hexlify } from 'ethers';
import fc from 'fast-check';
import { fromRlp, toRlp } from 'viem';
import { decodeHex, encodeHex } from '../../../src/lib/hex.ts';
import {
  decodeRlp,
  encodeRlp,
  integerToBytes,
  maxRlpDepth,
  type RlpItem,
} from '../../../src/transaction/evm/rlp.ts';
import { readVector } from '../../helpers/requests.ts';

type Spelled = string | readonly Spelled[];
type SpelledHex = `0x${string}` | readonly SpelledHex[];

const vectors: {
  readonly canonical: readonly (readonly [Spelled, string])[];
  readonly refused: readonly (readonly [string, string, string])[];
} = JSON.parse(readVector('rlp.json'));

function bytes(text: string): Uint8Array {
  const decoded = decodeHex(text);
  assert.ok(decoded.ok);
  return decoded.value;
}

function toItem(spelled: Spelled): RlpItem {
  return typeof spelled === 'string' ? bytes(spelled) : spelled.map(toItem);
}

function toHex(item: RlpItem): SpelledHex {
  return item instanceof Uint8Array ? `0x${encodeHex(item)}` : item.map(toHex);
}

function mustDecode(encoded: Uint8Array): RlpItem {
  const decoded = decodeRlp(encoded);
  assert.ok(decoded.ok);
  return decoded.value;
}

const { item: anyItem } = fc.letrec<{ item: RlpItem; list: RlpItem[] }>((tie) => ({
  item: fc.oneof({ maxDepth: maxRlpDepth - 1 }, fc.uint8Array({ maxLength: 70 }), tie('list')),
  list: fc.array(tie('item'), { maxLength: 5 }),
}));

for (const [spelled, encoded] of vectors.canonical) {
  test(`${JSON.stringify(spelled)} is ${encoded} and back`, () => {
    assert.equal(encodeHex(encodeRlp(toItem(spelled))), encoded);
    assert.deepEqual(toHex(mustDecode(bytes(encoded))), toHex(toItem(spelled)));
  });
}

for (const [encoded, problem, what] of vectors.refused) {
  test(`${what} is refused: ${problem}`, () => {
    assert.deepEqual(decodeRlp(bytes(encoded)), { ok: false, error: problem });
  });
}

for (const length of [55, 56, 255, 256, 65_535, 65_536]) {
  test(`${length} bytes and a list of ${length} bytes have the shortest length`, () => {
    const content = new Uint8Array(length).fill(0xaa);
    const list = Array.from({ length }, () => Uint8Array.of(1));
    for (const item of [content, list]) {
      const encoded = encodeRlp(item);
      assert.equal(`0x${encodeHex(encoded)}`, toRlp(viemBytes(item)));
      assert.equal(encodeHex(encodeRlp(mustDecode(encoded))), encodeHex(encoded));
    }
  });
}

type ViemBytes = Uint8Array | readonly ViemBytes[];

function viemBytes(item: RlpItem): ViemBytes {
  return item instanceof Uint8Array ? item : item.map(viemBytes);
}

test('lists as deep as a transaction needs are read, one level deeper is refused', () => {
  assert.deepEqual(toHex(mustDecode(bytes('c3c2c1c0'))), [[[[]]]]);
  assert.deepEqual(decodeRlp(bytes('c4c3c2c1c0')), { ok: false, error: 'rlp_too_deep' });
});

test('integers are their shortest bytes, and zero is none', () => {
  assert.equal(encodeHex(integerToBytes(0n)), '');
  assert.equal(encodeHex(integerToBytes(1n)), '01');
  assert.equal(encodeHex(integerToBytes(255n)), 'ff');
  assert.equal(encodeHex(integerToBytes(256n)), '0100');
});

function hexOf(item: RlpItem): Parameters<typeof ethersEncode>[0] {
  return item instanceof Uint8Array ? hexlify(item) : item.map(hexOf);
}

test('judge: ethers writes and viem reads the same', () => {
  fc.assert(
    fc.property(anyItem, (item) => {
      const encoded = encodeRlp(item);
      assert.equal(`0x${encodeHex(encoded)}`, ethersEncode(hexOf(item)));
      assert.deepEqual(fromRlp(encoded, 'hex'), toHex(item));
      assert.deepEqual(toHex(mustDecode(encoded)), toHex(item));
    }),
  );
});

test('law: whatever bytes are accepted encode to themselves, and none are thrown at', () => {
  const mutated = fc.tuple(anyItem, fc.nat(), fc.nat(255)).map(([item, at, byte]) => {
    const encoded = Uint8Array.from(encodeRlp(item));
    encoded[at % encoded.length] = byte;
    return encoded;
  });
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 40 }), mutated), (input) => {
      const decoded = decodeRlp(input);
      if (decoded.ok) assert.equal(encodeHex(encodeRlp(decoded.value)), encodeHex(input));
    }),
    { numRuns: 5_000 },
  );
});
