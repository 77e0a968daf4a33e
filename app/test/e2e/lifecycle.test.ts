/** SIGTERM: what is open is finished, nothing new is taken, the exit is clean, and nothing that was said is forgotten. */

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { type Cosigner, encodeRequest } from '../../src/simulator/cosigner.ts';
import { serialise } from '../../src/simulator/serialise.ts';
import { buildTransfer } from '../../src/simulator/transfer.ts';
import { callerOf, type HandlerProcess, openWorkplace } from '../helpers/process.ts';

const connections = 16;

function freshToken(caller: Cosigner): string {
  return encodeRequest(
    caller,
    serialise(buildTransfer({ requestId: randomUUID(), signerId: caller.signerId })),
  );
}

async function openSocket(handler: HandlerProcess, firstPart: string): Promise<Socket> {
  const socket = connect(Number(handler.url.port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(firstPart);
  return socket;
}

async function readToEnd(socket: Socket): Promise<string> {
  let text = '';
  for await (const piece of socket) text += piece;
  return text;
}

test('under load every decision that is made is also answered, then the process ends with 0', async (t) => {
  const place = await openWorkplace((work) => t.after(work));
  const handler = await place.start();
  const caller = callerOf(handler.url);
  t.after(() => caller.connection.close());
  let answered = 0;
  const load = async (): Promise<void> => {
    for (;;) {
      const answer = await caller.connection.post('transaction', freshToken(caller)).catch(() => undefined);
      if (answer === undefined) return;
      assert.equal(answer.status, 200);
      answered += 1;
    }
  };
  const loads = Array.from({ length: connections }, load);
  await handler.until(() => handler.events('decided').length >= 50, '50 decisions');
  handler.signal('SIGTERM');
  await Promise.all(loads);
  assert.deepEqual(await handler.ended, { code: 0, stderr: '' });
  assert.equal(handler.events('decided').length, answered);
  assert.deepEqual(handler.events('draining')[0]?.['signal'], 'SIGTERM');
  assert.equal(handler.events('stopped').length, 1);
  assert.match(handler.lines.at(-1) ?? '', /"event":"stopped"/);
  const { stdout } = await place.run(['audit', 'verify', place.files.ledger]);
  // And the checkpoint that ends it.
  assert.match(stdout, new RegExp(`^proven: ${answered + 1} rows`));
});

test('while draining an open request is answered, health is 503, a new connection is refused, a second signal changes nothing', async (t) => {
  const place = await openWorkplace((work) => t.after(work));
  const handler = await place.start();
  const caller = callerOf(handler.url);
  t.after(() => caller.connection.close());
  const token = freshToken(caller);
  const head = `POST /v2/tx_sign_request HTTP/1.1\r\nhost: h\r\ncontent-length: ${token.length}\r\n\r\n`;
  const open = await openSocket(handler, head + token.slice(0, 100));
  const asking = await openSocket(handler, 'GET /health HTTP/1.1\r\nhost: h\r\n');
  // Both have been read when a later request has been answered.
  assert.equal((await handler.getHealth()).status, 200);
  handler.signal('SIGTERM');
  await handler.waitFor('draining');
  handler.signal('SIGTERM');
  handler.signal('SIGINT');
  const late = connect(Number(handler.url.port), '127.0.0.1');
  const [refusal] = await once(late, 'error');
  assert.equal(refusal.code, 'ECONNREFUSED');
  asking.write('\r\n');
  const health = await readToEnd(asking);
  assert.match(health, /^HTTP\/1\.1 503 /);
  assert.match(health, /"status":"unhealthy","problems":\["draining"\]/);
  open.write(token.slice(100));
  const answer = await readToEnd(open);
  assert.match(answer, /^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\neyJ/);
  assert.match(answer, /^connection: close\r$/im);
  assert.deepEqual(await handler.ended, { code: 0, stderr: '' });
  assert.equal(handler.events('draining').length, 1);
});

test('Ctrl-C is a SIGTERM too; what was answered before is answered again by the next process', async (t) => {
  const place = await openWorkplace((work) => t.after(work));
  const first = await place.start();
  const caller = callerOf(first.url);
  const token = freshToken(caller);
  const before = await caller.connection.post('transaction', token);
  caller.connection.close();
  first.signal('SIGINT');
  assert.equal((await first.ended).code, 0);
  const second = await place.start();
  const again = callerOf(second.url);
  t.after(() => again.connection.close());
  const after = await again.connection.post('transaction', token);
  assert.equal(after.body, before.body);
  assert.equal((await second.waitFor('decided'))['how'], 'repeated');
});
