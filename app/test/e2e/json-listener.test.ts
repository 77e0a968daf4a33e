/** Options 2 and 3 of the protocol: plain JSON, over a TLS listener of its own, for one co-signer, and nothing else there. */

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { authenticationOptions } from '../../src/simulator/connection.ts';
import { askHandler } from '../../src/simulator/cosigner.ts';
import { signerNotAllowed } from '../../src/simulator/handler-sentences.ts';
import { serialise } from '../../src/simulator/serialise.ts';
import { buildTransfer } from '../../src/simulator/transfer.ts';
import { makeCertificate } from '../helpers/certificate.ts';
import { callerOf, openWorkplace } from '../helpers/process.ts';

const root = makeCertificate({ name: 'root', authority: true });
const leaf = makeCertificate({ name: 'handler', issuer: root, hosts: ['127.0.0.1'] });
const jsonSigner = 'json-signer';

const place = await openWorkplace(after);
const document = await place.write(
  'json.yaml',
  JSON.stringify({
    version: 1,
    answer_keys: [{ name: 'answer', base_path: '/', private_key: 'file:callback_private.pem' }],
    cosigners: [
      { name: 'pinned', transport: 'json', signer_ids: [jsonSigner] },
      {
        name: 'signing',
        public_keys: [{ name: 'signing-1', key: 'file:cosigner_public.pem' }],
        signer_ids: ['jwt-signer'],
      },
    ],
  }),
);
const handler = await place.start({
  CALLBACK_COSIGNERS: `file:${document}`,
  CALLBACK_JSON_PORT: '0',
  CALLBACK_JSON_COSIGNER: 'pinned',
  CALLBACK_JSON_CERTIFICATE_FILE: await place.write('leaf.pem', leaf.cert),
  CALLBACK_JSON_KEY_FILE: await place.write('leaf.key', leaf.key),
});
assert.ok(handler.jsonUrl);
const jsonUrl = handler.jsonUrl;
const pinned = callerOf(jsonUrl, {
  signerId: jsonSigner,
  keys: 'none',
  authentication: authenticationOptions[2],
  certificate: leaf.cert,
});
after(() => pinned.connection.close());

test('with the certificate pinned, a transfer is approved in plain JSON and recorded as believed for its channel', async () => {
  const requestId = randomUUID();
  const reply = await askHandler(pinned, 'transaction', buildTransfer({ requestId, signerId: jsonSigner }));
  assert.ok(reply.kind === 'answer');
  assert.equal(reply.action, 'APPROVE');
  assert.equal(reply.http.contentType, 'application/json; charset=utf-8');
  assert.deepEqual(JSON.parse(reply.http.body), { action: 'APPROVE', requestId });
  const decided = await handler.waitFor('decided', (event) => event['requestId'] === requestId);
  assert.deepEqual([decided['cosigner'], decided['cosignerKey']], ['pinned', 'transport']);
});

test('with the root trusted, a configuration change is answered', async (t) => {
  const caller = callerOf(jsonUrl, {
    signerId: jsonSigner,
    keys: 'none',
    authentication: authenticationOptions[3],
    certificate: root.cert,
  });
  t.after(() => caller.connection.close());
  const reply = await askHandler(caller, 'configuration_change', {
    requestId: randomUUID(),
    signerId: jsonSigner,
    type: 'ADD_USER',
  });
  assert.equal(reply.kind === 'answer' && reply.action, 'REJECT');
});

test('a signer of a co-signer that signs is not believed here', async () => {
  const requestId = randomUUID();
  const reply = await askHandler(pinned, 'transaction', buildTransfer({ requestId, signerId: 'jwt-signer' }));
  assert.deepEqual(reply.kind === 'answer' && [reply.action, reply.reason], ['REJECT', signerNotAllowed]);
  await handler.waitFor('decided', ({ reason }) => reason === 'signer_of_other_cosigner');
});

test('neither listener has the addresses of the other', async (t) => {
  const body = serialise(buildTransfer({ requestId: randomUUID(), signerId: jsonSigner }));
  const jsonOnJwt = callerOf(handler.url, { keys: 'none', authentication: authenticationOptions[2] });
  const jwtOnJson = callerOf(jsonUrl, {
    authentication: authenticationOptions[4],
    certificate: leaf.cert,
  });
  t.after(() => {
    for (const { connection } of [jsonOnJwt, jwtOnJson]) connection.close();
  });
  for (const operation of ['transaction', 'configuration_change'] as const) {
    for (const { connection } of [jsonOnJwt, jwtOnJson]) {
      const { status, body: answer } = await connection.post(operation, body);
      assert.deepEqual([status, answer], [404, 'Not Found\n']);
    }
  }
});

test('a bare JSON object on the JWT listener is 401', async () => {
  const body = serialise(buildTransfer({ requestId: randomUUID(), signerId: jsonSigner }));
  const response = await fetch(new URL('/v2/tx_sign_request', handler.url), { method: 'POST', body });
  assert.equal(response.status, 401);
});

test('without TLS it does not answer at all', async () => {
  const plain = callerOf(new URL(jsonUrl.href.replace('https:', 'http:')), {
    keys: 'none',
    authentication: authenticationOptions[2],
  });
  await assert.rejects(plain.connection.post('transaction', '{}'));
  plain.connection.close();
});

test('it is drained with the others', async () => {
  assert.equal((await handler.stop()).code, 0);
});
