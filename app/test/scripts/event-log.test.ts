import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEventLog } from '../../scripts/event-log.ts';

const decided = (requestId: string, action: string) => ({ event: 'decided', requestId, action });

test('each event is told once, the oldest first, to whoever asks for its request', async () => {
  const log = createEventLog(1000);
  log.hear(decided('a', 'APPROVE'));
  log.hear(decided('b', 'REJECT'));
  log.hear(decided('a', 'RETRY'));
  assert.deepEqual(await log.next('a'), decided('a', 'APPROVE'));
  assert.deepEqual(await log.next('a'), decided('a', 'RETRY'));
  assert.deepEqual(await log.next('b'), decided('b', 'REJECT'));
});

test('an event that comes later is waited for, past events about others', async () => {
  const log = createEventLog(1000);
  const next = log.next('a');
  log.hear(decided('b', 'APPROVE'));
  setImmediate(() => log.hear(decided('a', 'APPROVE')));
  assert.deepEqual(await next, decided('a', 'APPROVE'));
});

test('no id asks for events about strangers', async () => {
  const log = createEventLog(1000);
  log.hear({ event: 'started' });
  log.hear({ event: 'unauthenticated', failure: 'signature_invalid' });
  assert.deepEqual(await log.next(''), { event: 'unauthenticated', failure: 'signature_invalid' });
});

test('an event that never comes is waited for only so long', async () => {
  assert.equal(await createEventLog(5).next('a'), undefined);
});
