import assert from 'node:assert/strict';
import { constants, createHmac, verify } from 'node:crypto';
import { test } from 'node:test';
import { compactVerify } from 'jose';
import { forgeries } from '../../src/simulator/forgeries.ts';
import { cosignerPair } from '../helpers/fake-handler.ts';
import { publicPem } from '../helpers/keys.ts';

const payloadText = '{"requestId":"request-1"}';
const publicKeyPem = publicPem(cosignerPair);

function forged(name: string): string {
  const forgery = forgeries.find((one) => one.name === name);
  assert.ok(forgery, name);
  return forgery.forge({ payloadText, privateKey: cosignerPair.privateKey, publicKeyPem });
}

function parts(token: string): { header: Record<string, unknown>; input: Buffer; signature: Buffer } {
  const [header = '', payload = '', signature = ''] = token.split('.');
  return {
    header: JSON.parse(Buffer.from(header, 'base64url').toString()),
    input: Buffer.from(`${header}.${payload}`),
    signature: Buffer.from(signature, 'base64url'),
  };
}

test('no forgery verifies as RS256 with the co-signer’s key', async () => {
  for (const { name } of forgeries) {
    await assert.rejects(
      compactVerify(forged(name), cosignerPair.publicKey, { algorithms: ['RS256'] }),
      name,
    );
  }
});

test('each forged algorithm comes with a signature that is right for it', () => {
  const none = parts(forged('alg-none'));
  assert.equal(none.header['alg'], 'none');
  assert.equal(none.signature.length, 0);

  const hmac = parts(forged('alg-hs256'));
  assert.equal(hmac.header['alg'], 'HS256');
  assert.deepEqual(hmac.signature, createHmac('sha256', publicKeyPem).update(hmac.input).digest());

  const pss = parts(forged('alg-ps256'));
  assert.equal(pss.header['alg'], 'PS256');
  const pssKey = { key: cosignerPair.publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  assert.ok(verify('sha256', pss.input, pssKey, pss.signature));

  const sha512 = parts(forged('alg-rs512'));
  assert.equal(sha512.header['alg'], 'RS512');
  assert.ok(verify('sha512', sha512.input, cosignerPair.publicKey, sha512.signature));

  const curve = parts(forged('alg-es256'));
  assert.equal(curve.header['alg'], 'ES256');
  assert.equal(curve.signature.length, 64);
});

test('a flipped bit is one bit, and an exchanged payload is a whole one', () => {
  const flipped = parts(forged('tampered-signature'));
  const bytes = Buffer.from(flipped.signature);
  bytes.writeUInt8(bytes.readUInt8(100) ^ 1, 100);
  assert.ok(verify('sha256', flipped.input, cosignerPair.publicKey, bytes));
  assert.match(parts(forged('tampered-payload')).input.toString(), /\.ey/);
});

test('the token that brings its own key verifies with that key', async () => {
  const token = forged('header-with-key');
  const { jwk } = parts(token).header;
  assert.ok(typeof jwk === 'object' && jwk !== null);
  await compactVerify(token, { kty: 'RSA', ...jwk }, { algorithms: ['RS256'] });
});

test('malformed bodies are what their names say', () => {
  assert.equal(forged('empty'), '');
  assert.equal(forged('four-parts').split('.').length, 4);
  assert.ok(parts(forged('truncated')).signature.length < 256);
  assert.ok(parts(forged('zero-signature')).signature.equals(Buffer.alloc(256)));
});
