import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { authenticationOptions, openConnection } from '../../src/simulator/connection.ts';
import { askHandler, type Cosigner, createCosigner, questionOf } from '../../src/simulator/cosigner.ts';
import { buildTransfer } from '../../src/simulator/transfer.ts';
import { makeCertificate } from '../helpers/certificate.ts';
import {
  alwaysSays,
  answerPair,
  answerToken,
  cosignerPair,
  type Said,
  startFakeHandler,
} from '../helpers/fake-handler.ts';
import { publicPem } from '../helpers/keys.ts';

const request = buildTransfer({ requestId: 'request-1', signerId: 'signer-1' });

async function jwtCosigner(t: TestContext, say: (asked: { requestId: string }) => Said): Promise<Cosigner> {
  const { url } = await startFakeHandler(t, (asked) =>
    say({ requestId: String(asked.request['requestId']) }),
  );
  const connection = openConnection({ url, authentication: authenticationOptions[1], timeoutMs: 200 });
  t.after(connection.close);
  const keys = { privateKey: cosignerPair.privateKey, answerKey: answerPair.publicKey };
  return createCosigner({ connection, signerId: 'signer-1', keys });
}

test('a good answer is read with its reason', async (t) => {
  const cosigner = await jwtCosigner(t, ({ requestId }) => ({
    body: answerToken({ action: 'REJECT', requestId, rejectionReason: 'No.' }),
  }));
  const reply = await askHandler(cosigner, 'transaction', request);
  assert.partialDeepStrictEqual(reply, { kind: 'answer', action: 'REJECT', reason: 'No.' });
});

test('an answer signed by somebody else is invalid', async (t) => {
  const cosigner = await jwtCosigner(t, ({ requestId }) => ({
    body: answerToken({ action: 'APPROVE', requestId }, cosignerPair.privateKey),
  }));
  const reply = await askHandler(cosigner, 'transaction', request);
  assert.partialDeepStrictEqual(reply, { kind: 'invalid', problem: 'answer_signature_invalid' });
});

test('another status than 200 is a refusal, whatever its body says', async (t) => {
  const cosigner = await jwtCosigner(t, ({ requestId }) => ({
    status: 202,
    body: answerToken({ action: 'APPROVE', requestId }),
  }));
  const reply = await askHandler(cosigner, 'transaction', request);
  assert.partialDeepStrictEqual(reply, { kind: 'refused', http: { status: 202 } });
});

test('no answer in time is no answer', async (t) => {
  const cosigner = await jwtCosigner(t, () => ({ body: '', delayMs: 5000 }));
  assert.deepEqual(await askHandler(cosigner, 'transaction', request), {
    kind: 'none',
    problem: 'no answer in time',
  });
});

test('nobody listening is no answer, and the reason says so', async () => {
  const url = new URL('http://127.0.0.1:1');
  const connection = openConnection({ url, authentication: authenticationOptions[1], timeoutMs: 5000 });
  const reply = await askHandler(createCosigner({ connection, signerId: 's' }), 'transaction', request);
  assert.ok(reply.kind === 'none');
  assert.match(reply.problem, /ECONNREFUSED/);
});

test('a failure without words is told by its code, and anything thrown is told', async () => {
  const failing = (thrown: unknown): Cosigner =>
    createCosigner({
      signerId: 's',
      connection: {
        authentication: authenticationOptions[1],
        post: () => Promise.reject(thrown),
        close: () => undefined,
      },
    });
  const wordless = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' });
  assert.deepEqual(await askHandler(failing(wordless), 'transaction', request), {
    kind: 'none',
    problem: 'ECONNREFUSED',
  });
  assert.deepEqual(await askHandler(failing('broken'), 'transaction', request), {
    kind: 'none',
    problem: 'broken',
  });
});

test('in the JSON modes the object itself travels, and a JSON answer comes back', async (t) => {
  const tls = makeCertificate({ name: 'handler.internal' });
  const say = (): Said => ({ body: '{"action":"APPROVE","requestId":"request-1"}' });
  const handler = await startFakeHandler(t, say, tls);
  const connection = openConnection({
    url: handler.url,
    authentication: authenticationOptions[2],
    certificate: tls.cert,
    timeoutMs: 5000,
  });
  t.after(connection.close);
  const cosigner = createCosigner({ connection, signerId: 'signer-1' });
  const reply = await askHandler(cosigner, 'transaction', request);
  assert.partialDeepStrictEqual(reply, { kind: 'answer', action: 'APPROVE', reason: '' });
  assert.match(handler.asked[0]?.body ?? '', /^\{"txId":"request-1",.*"amount":0\.01000000,/);
  assert.equal(cosigner.publicKeyPem, '');
});

test('the public key is derived from the private one', async (t) => {
  const cosigner = await jwtCosigner(t, () => ({ body: '' }));
  assert.equal(cosigner.publicKeyPem, publicPem(cosignerPair));
});

test('IGNORE is valid for an approval and not for a signing request', async (t) => {
  const { url } = await startFakeHandler(t, alwaysSays('IGNORE'));
  const connection = openConnection({ url, authentication: authenticationOptions[1], timeoutMs: 5000 });
  t.after(connection.close);
  const keys = { privateKey: cosignerPair.privateKey, answerKey: answerPair.publicKey };
  const cosigner = createCosigner({ connection, signerId: 'signer-1', keys });
  const approval = buildTransfer({ requestId: 'request-1', signerId: 'signer-1', stage: 'approval' });
  assert.equal((await askHandler(cosigner, 'transaction', approval)).kind, 'answer');
  assert.partialDeepStrictEqual(await askHandler(cosigner, 'transaction', request), {
    kind: 'invalid',
    problem: 'answer_ignore_at_signing',
  });
});

test('a fee, bytes or players make it a signing request', () => {
  assert.equal(questionOf({ requestId: 'a' }).stage, 'approval');
  assert.equal(questionOf({ fee: '1' }).stage, 'signing');
  assert.equal(questionOf({ rawTx: [] }).stage, 'signing');
  assert.equal(questionOf({ players: [] }).stage, 'signing');
});

test('a request without a text id is answered with none', () => {
  assert.equal(questionOf({ requestId: 5 }).requestId, '');
  assert.equal(questionOf({ requestId: 'a' }).requestId, 'a');
});
