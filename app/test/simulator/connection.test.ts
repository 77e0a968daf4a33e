import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import {
  type Authentication,
  authenticationOptions,
  openConnection,
} from '../../src/simulator/connection.ts';
import { type Certificate, makeCertificate } from '../helpers/certificate.ts';
import { startFakeHandler } from '../helpers/fake-handler.ts';

const host = { name: 'handler.internal', hosts: ['127.0.0.1'] };
const root = makeCertificate({ name: 'root', authority: true });
const selfSigned = makeCertificate({ ...host });
const issued = makeCertificate({ ...host, issuer: root });
const issuedForAnotherName = makeCertificate({
  name: 'other.internal',
  hosts: ['other.internal'],
  issuer: root,
});

test('JWT options post to /v2 and JSON options do not, both under the base path', async (t) => {
  const handler = await startFakeHandler(t, () => ({ body: 'heard' }), selfSigned);
  for (const [option, path] of [
    [authenticationOptions[4], '/k1/v2/tx_sign_request'],
    [authenticationOptions[2], '/k1/tx_sign_request'],
  ] as const) {
    const connection = openConnection({
      url: new URL('/k1/', handler.url),
      authentication: option,
      certificate: selfSigned.cert,
      timeoutMs: 5000,
    });
    t.after(connection.close);
    const answer = await connection.post('transaction', 'text');
    assert.equal(answer.status, 200);
    assert.equal(answer.body, 'heard');
    assert.equal(answer.contentType, 'text/plain');
    assert.equal(handler.asked.at(-1)?.path, path);
    assert.equal(handler.asked.at(-1)?.body, 'text');
  }
});

test('configuration changes have a path of their own', async (t) => {
  const handler = await startFakeHandler(t, () => ({ body: '' }));
  const connection = openConnection({
    url: handler.url,
    authentication: authenticationOptions[1],
    timeoutMs: 5000,
  });
  t.after(connection.close);
  await connection.post('configuration_change', '');
  assert.equal(handler.asked[0]?.path, '/v2/config_change_sign_request');
});

test('trust: what each option believes, and what it refuses', async (t) => {
  const cases: readonly [
    string,
    Authentication,
    Certificate,
    Certificate | undefined,
    RegExp | 'believes',
  ][] = [
    ['a pinned self-signed certificate', authenticationOptions[2], selfSigned, selfSigned, 'believes'],
    ['a pinned certificate of an authority', authenticationOptions[4], issued, issued, 'believes'],
    [
      'a pinned certificate for another name',
      authenticationOptions[4],
      issuedForAnotherName,
      issuedForAnotherName,
      'believes',
    ],
    ['another certificate than the pinned one', authenticationOptions[2], selfSigned, issued, /self-signed/],
    ['a certificate below the pinned one', authenticationOptions[2], issued, root, /not the pinned one/],
    ['a certificate of the registered root', authenticationOptions[3], issued, root, 'believes'],
    [
      'a certificate of the root for another name',
      authenticationOptions[5],
      issuedForAnotherName,
      root,
      /127\.0\.0\.1/,
    ],
    ['a certificate of no registered root', authenticationOptions[3], selfSigned, root, /self-signed/],
    [
      'a private authority without registration',
      authenticationOptions[1],
      selfSigned,
      undefined,
      /self-signed/,
    ],
  ];
  for (const [what, authentication, served, registered, outcome] of cases) {
    await t.test(what, async (t) => {
      const handler = await startFakeHandler(t, () => ({ body: 'heard' }), served);
      const connection = openConnection({
        url: handler.url,
        authentication,
        certificate: registered?.cert,
        timeoutMs: 5000,
      });
      t.after(connection.close);
      if (outcome === 'believes') assert.equal((await connection.post('transaction', '')).body, 'heard');
      else await assert.rejects(connection.post('transaction', ''), outcome);
    });
  }
});

test('an answer that does not come in time is a time-out', async (t) => {
  const handler = await startFakeHandler(t, () => ({ body: '', delayMs: 5000 }));
  const connection = openConnection({
    url: handler.url,
    authentication: authenticationOptions[1],
    timeoutMs: 50,
  });
  t.after(connection.close);
  await assert.rejects(connection.post('transaction', ''), { name: 'AbortError' });
});

test('an endless answer is cut off, an answer of the allowed size is not', async (t) => {
  const handler = await startFakeHandler(t, ({ turn }) => ({
    body: 'a'.repeat(turn === 0 ? 65_536 : 65_537),
  }));
  const connection = openConnection({
    url: handler.url,
    authentication: authenticationOptions[1],
    timeoutMs: 5000,
  });
  t.after(connection.close);
  assert.equal((await connection.post('transaction', '')).body.length, 65_536);
  await assert.rejects(connection.post('transaction', ''), /longer than 65536 bytes/);
});

test('a connection that breaks off in the middle of an answer is an error', async (t) => {
  const server = createServer((socket) => {
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const url = new URL(`http://127.0.0.1:${address.port}`);
  const connection = openConnection({ url, authentication: authenticationOptions[1], timeoutMs: 5000 });
  t.after(connection.close);
  await assert.rejects(connection.post('transaction', ''), /aborted/);
});
