import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inParallel } from '../../src/simulator/in-parallel.ts';

test('as many as asked for, never more at once than allowed, results in order', async () => {
  let running = 0;
  let most = 0;
  let started = 0;
  const results = await inParallel(25, 4, async () => {
    const turn = started;
    started += 1;
    running += 1;
    most = Math.max(most, running);
    await new Promise(setImmediate);
    running -= 1;
    return turn;
  });
  assert.equal(most, 4);
  assert.deepEqual(results, [...Array(25).keys()]);
});

test('fewer tasks than the bound run all at once', async () => {
  assert.deepEqual(await inParallel(2, 10, async () => 'x'), ['x', 'x']);
});
