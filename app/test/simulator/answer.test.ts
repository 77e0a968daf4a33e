import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CompactSign } from 'jose';
import { type AnswerProblem, type Question, verifyJson, verifyToken } from '../../src/simulator/answer.ts';
import { answerPair, answerToken } from '../helpers/fake-handler.ts';
import { ecPair, rsaPair } from '../helpers/keys.ts';

const signing: Question = { requestId: 'request-1', stage: 'signing' };
const approval: Question = { requestId: 'request-1', stage: 'approval' };
const approve = { action: 'APPROVE', requestId: 'request-1' };

test('an answer made by an independent implementation is read', async () => {
  const claims = { action: 'REJECT', requestId: 'request-1', rejectionReason: 'No.' };
  const token = await new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
    .sign(answerPair.privateKey);
  assert.deepEqual(verifyToken(token, signing, answerPair.publicKey), { ok: true, value: claims });
});

test('an ES256 answer is read with an elliptic-curve key and with no other', async () => {
  const curve = ecPair('answer');
  const token = await new CompactSign(Buffer.from(JSON.stringify(approve)))
    .setProtectedHeader({ alg: 'ES256' })
    .sign(curve.privateKey);
  assert.deepEqual(verifyToken(token, signing, curve.publicKey), { ok: true, value: approve });
  assertProblem(token, signing, 'answer_algorithm_unexpected');
});

test('only the registered answer key may sign', () => {
  assertProblem(answerToken(approve, rsaPair('stranger').privateKey), signing, 'answer_signature_invalid');
});

test('the algorithm is the key’s, whatever the header says', () => {
  for (const alg of ['none', 'HS256', 'RS512', 'ES256']) {
    assertProblem(answerToken(approve, undefined, { alg }), signing, 'answer_algorithm_unexpected');
  }
});

test('a flipped bit of the payload is an invalid signature', () => {
  const [header, , signature] = answerToken({ ...approve, action: 'REJECT' }).split('.');
  const payload = Buffer.from(JSON.stringify(approve)).toString('base64url');
  assertProblem(`${header}.${payload}.${signature}`, signing, 'answer_signature_invalid');
});

test('what is not a token is not an answer', () => {
  const token = answerToken(approve);
  for (const body of [
    '',
    'a.b',
    `${token}.more`,
    `${token}=`,
    `${token}\n`,
    `"${token}"`,
    JSON.stringify(approve),
  ]) {
    assertProblem(body, signing, 'answer_not_a_token');
  }
  assertProblem(`${Buffer.from('[]').toString('base64url')}.e30.e30`, signing, 'answer_not_a_token');
});

test('the request’s own id is echoed', () => {
  assertProblem(answerToken({ ...approve, requestId: 'request-2' }), signing, 'answer_request_id_differs');
  assertProblem(answerToken({ action: 'APPROVE' }), signing, 'answer_request_id_differs');
});

test('IGNORE is an answer to an approval and never to a signing request', () => {
  const token = answerToken({ action: 'IGNORE', requestId: 'request-1' });
  assert.equal(verifyToken(token, approval, answerPair.publicKey).ok, true);
  assertProblem(token, signing, 'answer_ignore_at_signing');
});

test('RETRY is an answer in both stages', () => {
  const token = answerToken({ action: 'RETRY', requestId: 'request-1' });
  assert.equal(verifyToken(token, approval, answerPair.publicKey).ok, true);
  assert.equal(verifyToken(token, signing, answerPair.publicKey).ok, true);
});

test('actions are the four known ones, in capitals', () => {
  for (const action of ['approve', 'ALLOW', '', 1]) {
    assertProblem(answerToken({ ...approve, action }), signing, 'answer_action_unknown');
  }
});

test('a reason is text, and an approval has none', () => {
  assertProblem(
    answerToken({ ...approve, action: 'REJECT', rejectionReason: null }),
    signing,
    'answer_reason_malformed',
  );
  assertProblem(answerToken({ ...approve, rejectionReason: 'Yes.' }), signing, 'answer_reason_malformed');
});

test('a time stamp is tolerated, any other member is not', () => {
  assert.equal(verifyToken(answerToken({ ...approve, iat: 1 }), signing, answerPair.publicKey).ok, true);
  assertProblem(answerToken({ ...approve, exp: 1 }), signing, 'answer_member_unexpected');
});

test('without signatures the same rules hold for the object itself', () => {
  assert.deepEqual(verifyJson(JSON.stringify(approve), signing), { ok: true, value: approve });
  assert.deepEqual(verifyJson('[]', signing), { ok: false, error: 'answer_not_json' });
  assert.deepEqual(verifyJson('{"action":"APPROVE","action":"REJECT"}', signing), {
    ok: false,
    error: 'answer_not_json',
  });
  assert.deepEqual(verifyJson(JSON.stringify({ ...approve, requestId: 'x' }), signing), {
    ok: false,
    error: 'answer_request_id_differs',
  });
});

function assertProblem(token: string, question: Question, problem: AnswerProblem): void {
  assert.deepEqual(verifyToken(token, question, answerPair.publicKey), { ok: false, error: problem });
}
