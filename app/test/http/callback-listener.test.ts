import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { Call } from '../../src/callback/call.ts';
import { createCallbackListener } from '../../src/http/callback-listener.ts';
import type { Health } from '../../src/http/health.ts';
import { maxBodyBytes } from '../../src/http/limits.ts';

const calls: Call[] = [];
let problems: readonly string[] = [];
let release: (() => void) | undefined;
const health = (): Health => ({ problems, warnings: [], policySha256: 'p', answerKeys: [], ledgerRows: 0 });

let server: Server;
let port = 0;

before(async () => {
  server = createCallbackListener({
    channel: { mode: 'jwt' },
    basePaths: () => new Set(['']),
    health,
    handle: async (call) => {
      calls.push(call);
      if (call.body.toString() === 'slow') await new Promise<void>((resolve) => (release = resolve));
      return { status: 200, contentType: 'text/plain; charset=utf-8', body: 'answer' };
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  port = address.port;
});

after(() => server.close());

/** Sends bytes as they are and reads until the server closes or `until` is seen. */
async function raw(text: string | Buffer, until?: RegExp): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(text);
  let received = '';
  try {
    for await (const piece of socket) {
      received += piece;
      if (until?.test(received)) break;
    }
  } catch (error) {
    assert.match(String(error), /ECONNRESET|EPIPE/);
  }
  return received;
}

function post(body: string | Buffer, headers: Record<string, string> = {}) {
  return fetch(`http://127.0.0.1:${port}/v2/tx_sign_request`, {
    method: 'POST',
    body: new Uint8Array(Buffer.from(body)),
    headers,
  });
}

describe('a callback', () => {
  it('reaches the pipeline with its raw bytes, whatever the content type says', async () => {
    for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'nonsense']) {
      const response = await post('a=b&c', { 'content-type': type });
      assert.equal(response.status, 200);
      assert.equal(await response.text(), 'answer');
      assert.equal(response.headers.get('content-type'), 'text/plain; charset=utf-8');
      assert.equal(response.headers.get('cache-control'), 'no-store');
      assert.equal(calls.at(-1)?.body.toString(), 'a=b&c');
    }
  });

  it('without any content type, and in chunks, is the same', async () => {
    const head =
      'POST /v2/tx_sign_request HTTP/1.1\r\nhost: h\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n';
    const answer = await raw(`${head}2\r\nab\r\n1\r\nc\r\n0\r\n\r\n`);
    assert.match(answer, /^HTTP\/1\.1 200 OK/);
    assert.equal(calls.at(-1)?.body.toString(), 'abc');
  });

  it('with an empty body reaches the pipeline too', async () => {
    assert.equal((await post('')).status, 200);
    assert.equal(calls.at(-1)?.body.length, 0);
  });
});

describe('limits', () => {
  it('1 MiB is read, 1 MiB and a byte is 413 with a constant body', async () => {
    assert.equal((await post(Buffer.alloc(maxBodyBytes, 'a'))).status, 200);
    const before = calls.length;
    const response = await post(Buffer.alloc(maxBodyBytes + 1, 'a'));
    assert.equal(response.status, 413);
    assert.equal(await response.text(), 'Content Too Large\n');
    assert.equal(response.headers.get('connection'), 'close');
    assert.equal(calls.length, before);
  });

  it('chunks without end are cut off with 413', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.write('POST /v2/tx_sign_request HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n');
    const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65_536, 'a'), Buffer.from('\r\n')]);
    socket.on('error', () => undefined);
    const sending = setInterval(() => socket.writable && socket.write(chunk), 1);
    let received = '';
    socket.on('data', (piece) => (received += piece));
    // Not `once` of node:events, which rejects at the error that writing to a closed connection is.
    await new Promise((resolve) => socket.once('close', resolve));
    clearInterval(sending);
    assert.match(received, /^HTTP\/1\.1 413 /);
  });

  it('headers of more than 8 KiB are 431', async () => {
    const answer = await raw(`GET /health HTTP/1.1\r\nhost: h\r\nx: ${'a'.repeat(9000)}\r\n\r\n`);
    assert.match(answer, /^HTTP\/1\.1 431 /);
  });

  it('what is no HTTP is 400', async () => {
    assert.match(await raw('hello\r\n\r\n'), /^HTTP\/1\.1 400 /);
  });

  it('Content-Length and Transfer-Encoding together are refused', async () => {
    const head =
      'POST /v2/tx_sign_request HTTP/1.1\r\nhost: h\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n';
    assert.match(await raw(`${head}0\r\n\r\n`), /^HTTP\/1\.1 400 /);
  });

  it('a sender that hangs up in the middle leaves nothing behind', async () => {
    const before = calls.length;
    const socket = connect(port, '127.0.0.1');
    socket.write('POST /v2/tx_sign_request HTTP/1.1\r\nhost: h\r\ncontent-length: 10\r\n\r\nabc');
    await once(socket, 'connect');
    socket.destroy();
    await once(socket, 'close');
    assert.equal((await post('x')).status, 200);
    assert.equal(calls.length, before + 1);
  });
});

describe('everything else', () => {
  it('is 404 or 405 with a constant body, and the connection ends', async () => {
    const unknown = await fetch(`http://127.0.0.1:${port}/admin`, { method: 'POST', body: 'x' });
    assert.deepEqual(
      [unknown.status, await unknown.text(), unknown.headers.get('connection')],
      [404, 'Not Found\n', 'close'],
    );
    const method = await fetch(`http://127.0.0.1:${port}/v2/tx_sign_request`);
    assert.deepEqual(
      [method.status, await method.text(), method.headers.get('allow')],
      [405, 'Method Not Allowed\n', 'POST'],
    );
  });

  it('health is 200 while good and 503 with the reasons when not', async () => {
    const good = await fetch(`http://127.0.0.1:${port}/health`);
    assert.equal(good.status, 200);
    assert.equal(JSON.parse(await good.text()).status, 'ok');
    problems = ['ledger_disk_full'];
    const bad = await fetch(`http://127.0.0.1:${port}/health`);
    problems = [];
    assert.equal(bad.status, 503);
    assert.deepEqual(JSON.parse(await bad.text()).problems, ['ledger_disk_full']);
  });
});

describe('closing', () => {
  it('finishes an open request and ends its connection', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.write('POST /v2/tx_sign_request HTTP/1.1\r\nhost: h\r\ncontent-length: 4\r\n\r\nslow');
    while (release === undefined) await new Promise((resolve) => setImmediate(resolve));
    server.close();
    release();
    let received = '';
    for await (const piece of socket) received += piece;
    assert.match(received, /^HTTP\/1\.1 200 OK[\s\S]*answer$/);
  });
});
