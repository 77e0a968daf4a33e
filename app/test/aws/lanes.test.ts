import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Lanes, maxWaiting } from '../../src/aws/dynamodb/lanes.ts';

test('a lane is used by one at a time, and who waits gets it in turn', async () => {
  const lanes = new Lanes('run', 1);
  const order: string[] = [];
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const first = lanes.use(async ({ writer }) => {
    await gate;
    order.push(`first ${writer}`);
  });
  const second = lanes.use(async ({ writer }) => order.push(`second ${writer}`));
  assert.equal(lanes.pending, 2);
  open();
  await Promise.all([first, second, lanes.drain()]);
  assert.deepEqual(order, ['first run-1', 'second run-1']);
  assert.equal(lanes.pending, 0);
  await lanes.drain();
});

test('a lane is free again after work that failed', async () => {
  const lanes = new Lanes('run', 1);
  await assert.rejects(
    lanes.use(async () => {
      throw new Error('no');
    }),
    /no/,
  );
  assert.equal(await lanes.use(async ({ writer }) => writer), 'run-1');
});

test('more than may wait are refused at once', async () => {
  const lanes = new Lanes('run', 1);
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const all = Array.from({ length: maxWaiting + 1 }, () => lanes.use(() => gate));
  await assert.rejects(
    lanes.use(() => gate),
    { problem: 'too_many_pending' },
  );
  open();
  await Promise.all(all);
});
