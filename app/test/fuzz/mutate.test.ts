import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeInput } from './mutate.ts';
import { targets } from './targets.ts';

const seeds = [Buffer.from('the first seed'), Buffer.from('another seed, a little longer')];

test('the same seed and number give the same input, other ones mostly another', () => {
  const inputs = Array.from({ length: 200 }, (_, index) =>
    Buffer.from(makeInput(seeds, 7, index)).toString('hex'),
  );
  assert.deepEqual(
    inputs,
    Array.from({ length: 200 }, (_, index) => Buffer.from(makeInput(seeds, 7, index)).toString('hex')),
  );
  assert.ok(new Set(inputs).size > 150);
  assert.notEqual(inputs[0], Buffer.from(makeInput(seeds, 8, 0)).toString('hex'));
});

test('seeds are not changed by what is made from them', () => {
  for (let index = 0; index < 500; index += 1) makeInput(seeds, 1, index);
  assert.equal(String(seeds[0]), 'the first seed');
});

for (const target of targets) {
  test(`${target.name} keeps its laws for its own seeds and for a thousand inputs made from them`, () => {
    for (const seed of target.seeds) target.run(seed);
    for (let index = 0; index < 1000; index += 1) target.run(makeInput(target.seeds, 1, index));
  });
}
