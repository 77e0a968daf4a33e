/**
 * What each bad input gets, from outside, on the real process with production's flags: the exact status, the exact
 * answer, the logged reason. Afterwards the process is as healthy as before, its ledger proves, and its log holds
 * nothing that was told in confidence.
 */

import assert from 'node:assert/strict';
import { hash, randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { after, describe, test } from 'node:test';
import type { HttpAnswer } from '../../src/simulator/connection.ts';
import { encodeRequest, postToHandler } from '../../src/simulator/cosigner.ts';
import * as sentences from '../../src/simulator/handler-sentences.ts';
import { inParallel } from '../../src/simulator/in-parallel.ts';
import { serialise } from '../../src/simulator/serialise.ts';
import { buildTransfer, type Transfer } from '../../src/simulator/transfer.ts';
import { ecPair, rsaPair } from '../helpers/keys.ts';
import { callerOf, type LogEvent, openWorkplace, pairs, readMetric } from '../helpers/process.ts';
import { makeToken } from '../helpers/tokens.ts';
import { type DishonestRequest, lyingRequests, nested, unreadableRequests } from './dishonest-requests.ts';
import { forgedBodies } from './forged-bodies.ts';

const place = await openWorkplace(after);
const handler = await place.start();
const cosigner = callerOf(handler.url);
after(() => cosigner.connection.close());
const stranger = rsaPair('stranger');
const curve = ecPair('stranger');
const noteText = 'NOTE-for-nobody-else';
/** Bodies that were sent; the end looks for them in the log. */
const sent: string[] = [];

// Both take their whole time limit, so they wait while everything else is tested.
const slowBody = sendSlowly('POST /v2/tx_sign_request HTTP/1.1\r\nhost: h\r\ncontent-length: 1000\r\n\r\na');
const slowChunks = sendSlowly(
  'POST /v2/tx_sign_request HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n',
);

function honestTransfer(): Transfer & { readonly requestId: string } {
  return { requestId: randomUUID(), signerId: cosigner.signerId, note: noteText };
}

async function post(body: string): Promise<HttpAnswer> {
  sent.push(body);
  return cosigner.connection.post('transaction', body);
}

/** What is said to an authentic request, whose answer's signature must hold. */
async function askText(text: string, requestId: string) {
  const body = encodeRequest(cosigner, text);
  sent.push(body);
  return postToHandler(cosigner, 'transaction', body, { requestId, stage: 'signing' });
}

/** The answer to a question is logged before it leaves, but comes through another pipe. */
function decisionAbout(requestId: string, fits = (_event: LogEvent) => true): Promise<LogEvent> {
  return handler.waitFor('decided', (event) => event['requestId'] === requestId && fits(event));
}

async function approves(): Promise<void> {
  const honest = honestTransfer();
  const reply = await askText(serialise(buildTransfer(honest)), honest.requestId);
  assert.equal(reply.kind === 'answer' && reply.action, 'APPROVE');
}

test('the transfer that all of these are made from is approved', approves);

describe('a sender who is not the co-signer', () => {
  for (const { name, failure, forge } of forgedBodies) {
    test(`${name}: 401 with a constant body, counted as ${failure}`, async () => {
      const body = forge(serialise(buildTransfer(honestTransfer())), pairs.cosigner, stranger, curve);
      const series = `callback_unauthenticated_total{failure="${failure}"}`;
      const before = readMetric(await handler.getMetrics(), series);
      const answer = await post(body);
      assert.deepEqual(
        { status: answer.status, type: answer.contentType, body: answer.body },
        { status: 401, type: 'text/plain; charset=utf-8', body: 'Unauthorized\n' },
      );
      assert.equal(readMetric(await handler.getMetrics(), series), before + 1);
    });
  }
});

describe('a body without bounds', () => {
  test('1 MiB and a byte: 413; 1 MiB: read, and no token', async () => {
    const tooLarge = await post('a'.repeat(1_048_577));
    assert.deepEqual([tooLarge.status, tooLarge.body], [413, 'Content Too Large\n']);
    assert.equal((await post('a'.repeat(1_048_576))).status, 401);
  });

  test('chunks without end: 413, and the connection is closed', async () => {
    const socket = open();
    const closed = received(socket);
    socket.write('POST /v2/tx_sign_request HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n');
    const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65_536, 'a'), Buffer.from('\r\n')]);
    const sending = setInterval(() => socket.writable && socket.write(chunk), 1);
    const answer = await closed;
    clearInterval(sending);
    assert.match(answer.text, /^HTTP\/1\.1 413 /);
  });
});

describe('an authentic request that cannot be read without doubt', () => {
  for (const request of unreadableRequests) test(describeCase(request), () => isRefused(request));

  test('nesting as deep as allowed and a request id of 256 characters are no obstacle', async () => {
    const honest = { ...honestTransfer(), requestId: randomUUID().padEnd(256, 'a') };
    const reply = await askText(nested(honest, 31), honest.requestId);
    assert.equal(reply.kind === 'answer' && reply.action, 'APPROVE');
  });
});

describe('an authentic request whose bytes are not what it says', () => {
  for (const request of lyingRequests) test(describeCase(request), () => isRefused(request));
});

function describeCase({ name, reason, sentence }: DishonestRequest): string {
  return `${name}: ${sentence === undefined ? '400 and nothing' : `REJECT, "${sentence}"`}, logged as ${reason}`;
}

async function isRefused({ text, reason, detail, sentence }: DishonestRequest): Promise<void> {
  const honest = honestTransfer();
  const wrong = text(honest);
  const reply = await askText(wrong, honest.requestId);
  if (sentence === undefined) {
    assert.equal(reply.kind, 'refused');
    assert.deepEqual([reply.http.status, reply.http.body], [400, '']);
  } else {
    assert.deepEqual(reply.kind === 'answer' && [reply.action, reply.reason], ['REJECT', sentence]);
  }
  // Without an id of its own, the content names the question.
  const logged = await decisionAbout(
    sentence === undefined ? `sha256:${hash('sha256', wrong)}` : honest.requestId,
  );
  assert.deepEqual([logged['action'], logged['reason'], logged['how']], ['REJECT', reason, 'first']);
  assert.partialDeepStrictEqual(logged['detail'] ?? {}, detail ?? {});
}

describe('one request many times', () => {
  test('the same id with another body: REJECT, logged as request_changed; the first answer stays', async () => {
    const honest = honestTransfer();
    const first = await askText(serialise(buildTransfer(honest)), honest.requestId);
    assert.equal(first.kind === 'answer' && first.action, 'APPROVE');
    const swapped = serialise(buildTransfer({ ...honest, amountWei: 20_000_000_000_000_000n }));
    const second = await askText(swapped, honest.requestId);
    assert.deepEqual(second.kind === 'answer' && [second.action, second.reason], [
      'REJECT',
      sentences.idReused,
    ]);
    const logged = await decisionAbout(honest.requestId, ({ action }) => action === 'REJECT');
    assert.deepEqual([logged['reason'], logged['severity']], ['request_changed', 'alert']);
    const again = await askText(serialise(buildTransfer(honest)), honest.requestId);
    assert.ok(again.kind === 'answer' && first.kind === 'answer');
    assert.equal(again.http.body, first.http.body);
  });

  test('1,000 copies at once: one decision, one row, 1,000 equal answers', async () => {
    const honest = honestTransfer();
    const body = encodeRequest(cosigner, serialise(buildTransfer(honest)));
    const { ledgerRows } = (await handler.getHealth()).body;
    const answers = await inParallel(1_000, 1_000, () => post(body));
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
    assert.equal(new Set(answers.map((answer) => answer.body)).size, 1);
    const aboutIt = (): readonly LogEvent[] =>
      handler.events('decided').filter(({ requestId }) => requestId === honest.requestId);
    await handler.until(() => aboutIt().length === 1_000, '1,000 decided events');
    const decided = aboutIt();
    assert.equal(decided.filter(({ how }) => how === 'first').length, 1);
    assert.equal(decided.filter(({ how }) => how === 'repeated').length, 999);
    assert.equal((await handler.getHealth()).body['ledgerRows'], Number(ledgerRows) + 1);
  });
});

describe("a stranger's flood", () => {
  const count = 5_000;
  /** What 5,000 refusals may leave behind: garbage not yet collected, nothing that grows with their number. */
  const maxGrowthBytes = 64 * 1024 * 1024;

  test(`${count} tokens of a stranger: all 401, few lines, no memory kept; the co-signer is served meanwhile`, async () => {
    const body = makeToken(serialise(buildTransfer(honestTransfer())), stranger);
    sent.push(body);
    const rss = async (): Promise<number> =>
      readMetric(await handler.getMetrics(), 'process_resident_memory_bytes');
    const attack = (): Promise<readonly number[]> =>
      inParallel(count / 2, 100, async () => (await cosigner.connection.post('transaction', body)).status);
    const linesBefore = handler.events('unauthenticated').length;
    const began = Date.now();
    const warm = await attack();
    const rssBefore = await rss();
    const [statuses] = await Promise.all([attack(), approves()]);
    const rssAfter = await rss();
    assert.deepEqual([...new Set([...warm, ...statuses])], [401]);
    const seconds = Math.floor(Date.now() / 1000) - Math.floor(began / 1000) + 1;
    const lines = handler.events('unauthenticated').length - linesBefore;
    assert.ok(lines <= 5 * seconds, `${lines} lines in ${seconds} s`);
    assert.ok(rssAfter - rssBefore < maxGrowthBytes, `${rssAfter - rssBefore} bytes more`);
  });

  test('what was left out of the log is counted in the lines that were written', async () => {
    const suppressed = (): number =>
      handler.events('unauthenticated').reduce((sum, event) => sum + Number(event['suppressed']), 0);
    const until = Date.now() + 5_000;
    // The next line is written in the next second.
    while (suppressed() < count && Date.now() < until) await post('hello');
    assert.ok(suppressed() >= count - 100, `${suppressed()} of ${count}`);
    const counted = (await handler.getMetrics()).matchAll(/^callback_unauthenticated_total\{.*\} (\d+)$/gm);
    const refused = [...counted].reduce((sum, [, value]) => sum + Number(value), 0);
    assert.ok(handler.events('unauthenticated').length + suppressed() <= refused);
  });
});

describe('after all of this', () => {
  test('a slow body was cut off within 10 s, with 408 or nothing', async () => {
    for (const { text, milliseconds } of await Promise.all([slowBody, slowChunks])) {
      assert.match(text, /^(HTTP\/1\.1 408 |$)/);
      assert.ok(milliseconds > 4_000 && milliseconds < 13_000, `${milliseconds} ms`);
    }
  });

  test('the process is healthy and approves', async () => {
    const { status, body } = await handler.getHealth();
    assert.deepEqual([status, body['problems'], body['warnings']], [200, [], []]);
    await approves();
    assert.deepEqual(handler.events('bug'), []);
    assert.deepEqual(handler.events('cannot_sign'), []);
  });

  test('the ledger proves, while the process runs', async () => {
    const { code, stdout } = await place.run(['audit', 'verify', place.files.ledger]);
    assert.match(stdout, /^proven: [0-9]+ rows/);
    assert.equal(code, 0);
  });

  test('the log holds no token, no key and no note', async () => {
    const log = handler.lines.join('\n');
    for (const body of new Set(sent)) {
      for (const part of body.split('.').slice(1)) {
        if (part.length >= 40) assert.ok(!log.includes(part.slice(0, 40)), part.slice(0, 40));
      }
    }
    for (const secret of [noteText, 'BEGIN', 'eyJ', 'rawTx":']) assert.ok(!log.includes(secret), secret);
  });

  test('it stops with 0 and has said nothing outside of its log', async () => {
    assert.deepEqual(await handler.stop(), { code: 0, stderr: '' });
  });
});

function open(): Socket {
  return connect(Number(handler.url.port), '127.0.0.1');
}

async function received(socket: Socket): Promise<{ readonly text: string; readonly milliseconds: number }> {
  const began = performance.now();
  let text = '';
  socket.on('data', (piece) => {
    text += piece;
  });
  // Writing to a closed connection is an error, and here no failure.
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('close', resolve));
  return { text, milliseconds: performance.now() - began };
}

/** A byte every half second, for as long as the other side allows. */
async function sendSlowly(head: string): Promise<Awaited<ReturnType<typeof received>>> {
  const socket = open();
  socket.write(head);
  const dripping = setInterval(
    () => socket.writable && socket.write(head.includes('chunked') ? '1\r\na\r\n' : 'a'),
    500,
  );
  const result = await received(socket);
  clearInterval(dripping);
  return result;
}
