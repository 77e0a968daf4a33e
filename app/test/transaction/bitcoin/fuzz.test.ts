/** A short run of the fuzz target: the laws hold for its seeds and for some thousand mutations of them. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bitcoinFuzz } from '../../fuzz/bitcoin.ts';

test('every seed keeps the laws', () => {
  assert.ok(bitcoinFuzz.seeds.length > 15);
  for (const seed of bitcoinFuzz.seeds) bitcoinFuzz.run(seed);
});

test('law: mutated seeds keep them too', () => {
  const edit = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }), fc.constantFrom('put', 'cut', 'insert'));
  fc.assert(
    fc.property(
      fc.constantFrom(...bitcoinFuzz.seeds),
      fc.array(edit, { minLength: 1, maxLength: 4 }),
      (seed, edits) => {
        let bytes = Buffer.from(seed);
        for (const [place, value, how] of edits) {
          const at = 1 + (place % Math.max(bytes.length - 1, 1));
          const one = Buffer.from([value]);
          const rest = bytes.subarray(how === 'insert' ? at : at + 1);
          bytes = Buffer.concat([bytes.subarray(0, at), ...(how === 'cut' ? [] : [one]), rest]);
        }
        bitcoinFuzz.run(bytes);
      },
    ),
    { numRuns: 2_000 },
  );
});
