/** TLS that goes through to the callback listener, and the first look at it from outside: `callback-handler smoke`. */

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, describe, test } from 'node:test';
import { authenticationOptions } from '../../src/simulator/connection.ts';
import { askHandler } from '../../src/simulator/cosigner.ts';
import { buildTransfer } from '../../src/simulator/transfer.ts';
import { makeCertificate } from '../helpers/certificate.ts';
import { callerOf, openWorkplace } from '../helpers/process.ts';

const root = makeCertificate({ name: 'root', authority: true });
const leaf = makeCertificate({ name: 'handler', issuer: root, hosts: ['127.0.0.1'] });

const place = await openWorkplace(after);
const rootFile = await place.write('root.pem', root.cert);
const handler = await place.start({
  CALLBACK_TLS_CERTIFICATE: `file:${await place.write('leaf.pem', leaf.cert)}`,
  CALLBACK_TLS_KEY: `file:${await place.write('leaf.key', leaf.key)}`,
});
const url = new URL(handler.url.href.replace('http:', 'https:'));

test('a co-signer that trusts the root is answered with a signature', async (t) => {
  const caller = callerOf(url, { authentication: authenticationOptions[5], certificate: root.cert });
  t.after(() => caller.connection.close());
  const request = buildTransfer({ requestId: randomUUID(), signerId: caller.signerId });
  const reply = await askHandler(caller, 'transaction', request);
  assert.equal(reply.kind === 'answer' && reply.action, 'APPROVE');
});

test('plain HTTP gets no answer', async () => {
  await assert.rejects(fetch(new URL('/health', handler.url)));
});

describe('the smoke test', () => {
  interface Line {
    readonly check: string;
    readonly ok: boolean;
    readonly found: string;
  }
  const smoke = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await place.run(['smoke', '--json', ...args]);
    const { ok, checks }: { ok: boolean; checks: readonly Line[] } = stdout
      ? JSON.parse(stdout)
      : { checks: [] };
    return {
      code,
      ok,
      stderr,
      lines: checks.map((line) => `${line.ok ? 'ok' : 'FAIL'} ${line.check}`),
      checks,
    };
  };

  test('is good when name, chain and health are, and strangers are refused', async () => {
    const { code, ok, lines, checks } = await smoke(url.href, '--tls-ca', rootFile);
    assert.deepEqual([code, ok], [0, true]);
    assert.deepEqual(lines, [
      'ok the name resolves',
      'ok the certificate chain verifies',
      'ok it is healthy',
      'ok an unsigned request is refused',
      'ok a wrongly signed request is refused',
    ]);
    assert.match(checks[1]?.found ?? '', /^TLSv1\.3, issued by root, valid until /);
    assert.match(checks[2]?.found ?? '', /^policy [0-9a-f]{64}$/);
  });

  test('prints a table for people', async () => {
    const { code, stdout } = await place.run(['smoke', url.href, '--tls-ca', rootFile]);
    assert.equal(code, 0);
    assert.match(stdout, /^ok {2}the name resolves +127\.0\.0\.1\n/);
    assert.match(stdout, /\nall as it must be\n$/);
    const bad = await place.run(['smoke', url.href]);
    assert.equal(bad.code, 1);
    assert.match(bad.stdout, /\nFAIL {2}the certificate chain verifies +.+\n\n1 not as it must be\n$/);
  });

  test('fails on a chain that nobody vouches for, and says nothing of what lies behind it', async () => {
    const { code, lines } = await smoke(url.href);
    assert.deepEqual([code, lines], [1, ['ok the name resolves', 'FAIL the certificate chain verifies']]);
  });

  test('fails on a name that does not resolve and on a port where nobody listens', async () => {
    const { lines } = await smoke('https://handler.invalid');
    assert.deepEqual(lines, ['FAIL the name resolves', 'FAIL the certificate chain verifies']);
    assert.deepEqual((await smoke('http://127.0.0.1:1')).lines, ['ok the name resolves', 'FAIL it answers']);
  });

  test('fails on a handler that believes strangers, and on one that is not healthy', async (t) => {
    const gullible = createServer((request, response) => {
      request.resume();
      response.writeHead(200).end(request.url === '/health' ? '{"status":"unhealthy"}' : 'APPROVE');
    });
    gullible.listen(0, '127.0.0.1');
    await once(gullible, 'listening');
    t.after(() => gullible.close());
    const address: AddressInfo | string | null = gullible.address();
    assert.ok(typeof address === 'object' && address !== null);
    const { code, lines, checks } = await smoke(`http://127.0.0.1:${address.port}/k2`);
    assert.equal(code, 1);
    assert.deepEqual(lines, [
      'ok the name resolves',
      'ok it answers',
      'FAIL it is healthy',
      'FAIL an unsigned request is refused',
      'FAIL a wrongly signed request is refused',
    ]);
    assert.equal(checks[3]?.found, 'expected 401, got 200: APPROVE');
  });

  test('takes a base path, and plain HTTP behind a load balancer', async () => {
    const plain = await place.start({ CALLBACK_LEDGER: 'memory' });
    assert.equal((await smoke(plain.url.href)).code, 0);
    // No key answers there: 404 is not the refusal of a stranger.
    const { checks } = await smoke(new URL('/nowhere', plain.url).href);
    assert.match(checks[3]?.found ?? '', /^expected 401, got 404/);
  });

  test('wants an address and a readable root', async () => {
    assert.equal((await smoke('callback.example.internal')).code, 64);
    assert.equal((await smoke('ftp://callback.example.internal')).code, 64);
    const { code, stderr } = await smoke(url.href, '--tls-ca', '/nowhere/root.pem');
    assert.deepEqual([code, stderr], [66, 'error: /nowhere/root.pem cannot be read: no such file\n']);
  });
});
