/**
 * kill -9 at any moment. Whatever answer had left is found again after the restart, byte for byte, and the chain is
 * whole. What had not been answered may be decided anew.
 */

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Cosigner, encodeRequest } from '../../src/simulator/cosigner.ts';
import { serialise } from '../../src/simulator/serialise.ts';
import { buildTransfer } from '../../src/simulator/transfer.ts';
import { callerOf, openWorkplace } from '../helpers/process.ts';

const rounds = 5;
const connections = 16;

const place = await openWorkplace(after);
/** Every answer that a client has seen, of all rounds, by the token that asked. */
const answered = new Map<string, string>();

test(`${rounds} rounds of load, kill -9 and restart lose no answer and change none`, async () => {
  for (let round = 0; round < rounds; round += 1) {
    const handler = await place.start();
    const caller = callerOf(handler.url);
    await replay(caller, [...answered].slice(-200));
    const loads = Array.from({ length: connections }, () => load(caller));
    // From before the first commit to many group commits later.
    await sleep(20 + Math.random() * 400);
    handler.signal('SIGKILL');
    const { code } = await handler.ended;
    assert.equal(code, null);
    await Promise.all(loads);
    caller.connection.close();
    const { code: proven, stdout } = await place.run(['audit', 'verify', place.files.ledger]);
    assert.equal(proven, 0, stdout);
  }
  const handler = await place.start();
  const caller = callerOf(handler.url);
  assert.ok(answered.size > 50, `${answered.size} answers`);
  const rows = Number((await handler.getHealth()).body['ledgerRows']);
  assert.ok(rows >= answered.size, `${rows} rows, ${answered.size} answers`);
  await replay(caller, [...answered]);
  assert.equal((await handler.getHealth()).body['ledgerRows'], rows);
  caller.connection.close();
  assert.equal((await handler.stop()).code, 0);
});

/** Asks until the handler is gone. */
async function load(caller: Cosigner): Promise<void> {
  for (;;) {
    const transfer = buildTransfer({ requestId: randomUUID(), signerId: caller.signerId });
    const token = encodeRequest(caller, serialise(transfer));
    const answer = await caller.connection.post('transaction', token).catch(() => undefined);
    if (answer === undefined) return;
    assert.equal(answer.status, 200);
    answered.set(token, answer.body);
  }
}

async function replay(caller: Cosigner, pairs: readonly (readonly [string, string])[]): Promise<void> {
  for (const [token, body] of pairs) {
    assert.equal((await caller.connection.post('transaction', token)).body, body);
  }
}
