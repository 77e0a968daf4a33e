/** Trouble of our own: the ledger cannot be written for a while. The answer is a signed RETRY, never an approval. */

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { askHandler } from '../../src/simulator/cosigner.ts';
import { buildTransfer } from '../../src/simulator/transfer.ts';
import { callerOf, openWorkplace, readMetric } from '../helpers/process.ts';

test('while the ledger is locked by a stranger: RETRY and an unhealthy health; afterwards everything as before', async (t) => {
  const place = await openWorkplace((work) => t.after(work));
  const handler = await place.start();
  const caller = callerOf(handler.url);
  t.after(() => caller.connection.close());
  const ask = (requestId: string) =>
    askHandler(caller, 'transaction', buildTransfer({ requestId, signerId: caller.signerId }));
  const before = await ask('before');
  assert.equal(before.kind === 'answer' && before.action, 'APPROVE');

  const stranger = new DatabaseSync(place.files.ledger);
  stranger.exec('BEGIN IMMEDIATE');
  const requestId = randomUUID();
  const during = await ask(requestId);
  assert.deepEqual(during.kind === 'answer' && [during.action, during.reason], [
    'RETRY',
    'Please ask again later.',
  ]);
  const fault = await handler.waitFor('ledger_fault');
  assert.deepEqual(
    [fault['operation'], fault['problem'], fault['severity']],
    ['record', 'database_locked', 'alert'],
  );
  const decided = await handler.waitFor('decided', (event) => event['requestId'] === requestId);
  assert.deepEqual([decided['reason'], decided['how']], ['ledger_unavailable', 'unrecorded']);
  const { status, body } = await handler.getHealth();
  assert.deepEqual([status, body['problems']], [503, ['ledger_database_locked']]);
  assert.equal(readMetric(await handler.getMetrics(), 'callback_ledger_healthy'), 0);
  // What was answered before needs no writing.
  const again = await ask('before');
  assert.equal(again.kind === 'answer' && again.http.body, before.kind === 'answer' && before.http.body);

  stranger.exec('ROLLBACK');
  stranger.close();
  const afterwards = await ask(requestId);
  assert.equal(afterwards.kind === 'answer' && afterwards.action, 'APPROVE');
  assert.equal((await handler.getHealth()).status, 200);
  const { stdout } = await place.run(['audit', 'verify', place.files.ledger]);
  assert.match(stdout, /^proven: 2 rows/);
});
