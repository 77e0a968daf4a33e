/** A short run of the fuzz target, with the mutations that find most: bytes changed, cut, doubled, words made large. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { evmTarget } from './evm.ts';

test('every seed keeps the laws', () => {
  assert.ok(evmTarget.seeds.length > 20);
  for (const seed of evmTarget.seeds) evmTarget.run(seed);
});

const mutated = fc
  .tuple(
    fc.constantFrom(...evmTarget.seeds),
    fc.array(fc.tuple(fc.nat(), fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 32, 64, 128, 255))), {
      maxLength: 4,
    }),
    fc.nat(),
    fc.boolean(),
  )
  .map(([seed, changes, at, cut]) => {
    const bytes = Buffer.from(seed);
    for (const [place, byte] of changes) bytes[place % bytes.length] = byte;
    return cut ? bytes.subarray(0, at % bytes.length) : bytes;
  });

test('law: no mutation of a seed breaks a law', () => {
  fc.assert(
    fc.property(mutated, (bytes) => evmTarget.run(bytes)),
    { numRuns: 5_000 },
  );
});

test('law: no bytes at all break a law', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => evmTarget.run(bytes)),
    { numRuns: 2_000 },
  );
});
