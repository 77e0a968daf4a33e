import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compactVerify, decodeProtectedHeader } from 'jose';
import { signRequest } from '../../src/simulator/sign-request.ts';
import { cosignerPair } from '../helpers/fake-handler.ts';

test('the token verifies with an independent implementation and carries the exact text', async () => {
  const text = '{"amount":0.01000000,"requestId":"a"}';
  const token = signRequest(text, cosignerPair.privateKey);
  const { payload } = await compactVerify(token, cosignerPair.publicKey, { algorithms: ['RS256'] });
  assert.equal(Buffer.from(payload).toString('utf8'), text);
});

test('the header is spelled as the real co-signer spells it', () => {
  const token = signRequest('{}', cosignerPair.privateKey);
  assert.equal(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString(), '{"typ":"JWT","alg":"RS256"}');
  assert.deepEqual(decodeProtectedHeader(token), { typ: 'JWT', alg: 'RS256' });
});
