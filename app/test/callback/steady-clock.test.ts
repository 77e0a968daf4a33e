import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockBehindToleranceMs, steadyClock } from '../../src/callback/steady-clock.ts';

test('a clock that goes back is noticed, stands still, and goes on when it has caught up', () => {
  let machine = 1_000_000;
  const clock = steadyClock(() => machine);
  assert.equal(clock.behindMs(), 0);
  assert.equal(clock.now(), 1_000_000);
  machine -= clockBehindToleranceMs;
  assert.deepEqual([clock.now(), clock.behindMs()], [1_000_000, 0]);
  machine -= 1;
  assert.deepEqual([clock.now(), clock.behindMs()], [1_000_000, clockBehindToleranceMs + 1]);
  machine = 1_000_001;
  assert.deepEqual([clock.now(), clock.behindMs()], [1_000_001, 0]);
});
