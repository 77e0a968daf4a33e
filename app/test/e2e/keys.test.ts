/** Keys change while the process runs: SIGHUP and the interval read them again; two answer keys serve at once. */

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { signerId } from '../../scripts/development-files.ts';
import { askHandler, encodeRequest, postToHandler, questionOf } from '../../src/simulator/cosigner.ts';
import { serialise } from '../../src/simulator/serialise.ts';
import { buildTransfer } from '../../src/simulator/transfer.ts';
import { ecPair, privatePem, rsaPair } from '../helpers/keys.ts';
import { callerOf, openWorkplace, pairs, writePair } from '../helpers/process.ts';

const nextCosigner = rsaPair('next cosigner');
const nextAnswer = rsaPair('next answer');
const curveAnswer = ecPair('curve answer');

interface DocumentParts {
  readonly answerKeys?: readonly object[];
  readonly publicKeys?: readonly object[];
  readonly answerAlgorithm?: 'ES256';
}

const current = { name: 'current', base_path: '/', private_key: 'file:callback_private.pem' };
const cosignerKey = { name: 'cosigner-1', key: 'file:cosigner_public.pem' };

function documentOf(parts: DocumentParts = {}): string {
  return JSON.stringify({
    version: 1,
    answer_keys: parts.answerKeys ?? [current],
    cosigners: [
      {
        name: 'tokyo',
        ...(parts.answerAlgorithm && { answer_algorithm: parts.answerAlgorithm }),
        public_keys: parts.publicKeys ?? [cosignerKey],
        signer_ids: [signerId],
      },
    ],
  });
}

function freshTransfer() {
  return buildTransfer({ requestId: randomUUID(), signerId });
}

test('SIGHUP takes a new co-signer key into use, and the old answers stay', async (t) => {
  const place = await openWorkplace((work) => t.after(work));
  writePair(place.folder, 'next', nextCosigner);
  const document = await place.write('keys.yaml', documentOf());
  const handler = await place.start({ CALLBACK_COSIGNERS: `file:${document}` });
  const old = callerOf(handler.url);
  const fresh = callerOf(handler.url, {
    keys: { privateKey: nextCosigner.privateKey, answerKey: pairs.answer.publicKey },
  });
  t.after(() => {
    for (const { connection } of [old, fresh]) connection.close();
  });
  const token = encodeRequest(old, serialise(freshTransfer()));
  const before = await old.connection.post('transaction', token);
  const early = await askHandler(fresh, 'transaction', freshTransfer());
  assert.equal(early.kind === 'refused' && early.http.status, 401);
  await writeFile(
    document,
    documentOf({ publicKeys: [cosignerKey, { name: 'cosigner-2', key: 'file:next_public.pem' }] }),
  );
  handler.signal('SIGHUP');
  const refreshed = await handler.waitFor('keys_refreshed');
  assert.equal(Array.isArray(refreshed['cosignerKeys']) && refreshed['cosignerKeys'].length, 2);
  const request = freshTransfer();
  const reply = await askHandler(fresh, 'transaction', request);
  assert.equal(reply.kind === 'answer' && reply.action, 'APPROVE');
  const decided = await handler.waitFor('decided', ({ requestId }) => requestId === request['requestId']);
  assert.equal(decided['cosignerKey'], 'cosigner-2');
  assert.equal((await old.connection.post('transaction', token)).body, before.body);
  // The first key is taken away.
  await writeFile(
    document,
    documentOf({ publicKeys: [{ name: 'cosigner-2', key: 'file:next_public.pem' }] }),
  );
  handler.signal('SIGHUP');
  await handler.until(() => handler.events('keys_refreshed').length === 2, 'a second refresh');
  assert.equal((await old.connection.post('transaction', token)).status, 401);
});

test('a refresh that fails keeps the old keys, is logged with every problem, and shows in health until it is mended', async (t) => {
  const place = await openWorkplace((work) => t.after(work));
  const document = await place.write('keys.yaml', documentOf());
  const handler = await place.start({ CALLBACK_COSIGNERS: `file:${document}` });
  const caller = callerOf(handler.url);
  t.after(() => caller.connection.close());
  const approves = async (): Promise<void> => {
    const reply = await askHandler(caller, 'transaction', freshTransfer());
    assert.equal(reply.kind === 'answer' && reply.action, 'APPROVE');
  };
  await writeFile(join(place.folder, 'cosigner_public.pem'), 'no key');
  await chmod(join(place.folder, 'callback_private.pem'), 0o644);
  handler.signal('SIGHUP');
  const failed = await handler.waitFor('keys_refresh_failed');
  assert.equal(failed['severity'], 'alert');
  const problems = JSON.stringify(failed['problems']);
  assert.match(problems, /public key cosigner-1 of co-signer tokyo: must be a PEM/);
  assert.match(problems, /answer key current: .* can be read by other users/);
  const { status, body } = await handler.getHealth();
  assert.deepEqual([status, body['problems'], body['warnings']], [200, [], ['key_refresh_failed']]);
  assert.match(await handler.getMetrics(), /^callback_faults_total\{fault="keys_refresh_failed"\} 1$/m);
  await approves();
  writePair(place.folder, 'cosigner', pairs.cosigner);
  await chmod(join(place.folder, 'callback_private.pem'), 0o600);
  handler.signal('SIGHUP');
  await handler.waitFor('keys_refreshed');
  assert.deepEqual((await handler.getHealth()).body['warnings'], []);
  await approves();
});

test('keys are read again on the interval, without a signal', async (t) => {
  const place = await openWorkplace((work) => t.after(work));
  const handler = await place.start({ CALLBACK_KEY_REFRESH_SECONDS: '1' });
  await handler.waitFor('keys_refreshed');
  assert.deepEqual((await handler.getHealth()).body['warnings'], []);
});

test('two answer keys serve at once, each under its own path: one decision, said with either', async (t) => {
  const place = await openWorkplace((work) => t.after(work));
  await place.write('next.pem', privatePem(nextAnswer));
  const next = { name: 'next', base_path: '/k2', private_key: 'file:next.pem' };
  const document = await place.write('keys.yaml', documentOf({ answerKeys: [current, next] }));
  const handler = await place.start({ CALLBACK_COSIGNERS: `file:${document}` });
  const root = callerOf(handler.url);
  const second = callerOf(new URL('/k2', handler.url), {
    keys: { privateKey: pairs.cosigner.privateKey, answerKey: nextAnswer.publicKey },
  });
  t.after(() => {
    for (const { connection } of [root, second]) connection.close();
  });
  const request = freshTransfer();
  const body = encodeRequest(root, serialise(request));
  const replies = await Promise.all(
    [root, second, root, second].map((caller) =>
      postToHandler(caller, 'transaction', body, questionOf(request)),
    ),
  );
  assert.deepEqual(
    replies.map((reply) => reply.kind === 'answer' && reply.action),
    ['APPROVE', 'APPROVE', 'APPROVE', 'APPROVE'],
  );
  assert.equal((await handler.getHealth()).body['ledgerRows'], 1);
  const elsewhere = callerOf(new URL('/k3', handler.url));
  t.after(() => elsewhere.connection.close());
  assert.equal((await elsewhere.connection.post('transaction', body)).status, 404);
});

test('a co-signer that wants ES256 gets ES256, and the same answer again although no two such signatures are alike', async (t) => {
  const place = await openWorkplace((work) => t.after(work));
  await place.write('curve.pem', privatePem(curveAnswer));
  const curve = { name: 'curve', base_path: '/', private_key: 'file:curve.pem' };
  const document = await place.write(
    'keys.yaml',
    documentOf({ answerKeys: [current, curve], answerAlgorithm: 'ES256' }),
  );
  const handler = await place.start({ CALLBACK_COSIGNERS: `file:${document}` });
  const caller = callerOf(handler.url, {
    keys: { privateKey: pairs.cosigner.privateKey, answerKey: curveAnswer.publicKey },
  });
  t.after(() => caller.connection.close());
  const request = freshTransfer();
  const first = await askHandler(caller, 'transaction', request);
  const again = await askHandler(caller, 'transaction', request);
  assert.ok(first.kind === 'answer' && again.kind === 'answer', JSON.stringify([first, again]));
  assert.equal(first.action, 'APPROVE');
  assert.equal(again.http.body, first.http.body);
});
