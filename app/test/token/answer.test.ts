import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { compactVerify, decodeProtectedHeader } from 'jose';
import { answerText, signAnswer } from '../../src/token/answer.ts';
import { assessAnswerKey, assessCosignerKey } from '../../src/token/assess-key.ts';
import { createLocalSigner } from '../../src/token/local-signer.ts';
import { signerHolds } from '../../src/token/prove-signer.ts';
import { trustTransport } from '../../src/token/transport.ts';
import { ecPair, type Pair, rsaPair } from '../helpers/keys.ts';

function signerOf(pair: Pair) {
  const signer = createLocalSigner('test', pair.privateKey);
  assert.ok(signer.ok);
  return signer.value;
}

describe('signing an answer', () => {
  for (const [algorithm, pair] of [
    ['RS256', rsaPair('answer')],
    ['ES256', ecPair('answer')],
  ] as const) {
    it(`${algorithm}: another implementation verifies it and reads exactly these claims`, async () => {
      const token = await signAnswer(
        { action: 'REJECT', requestId: 'id', rejectionReason: 'No.' },
        signerOf(pair),
      );
      const { payload, protectedHeader } = await compactVerify(token, pair.publicKey, {
        algorithms: [algorithm],
      });
      assert.deepEqual(protectedHeader, { typ: 'JWT', alg: algorithm });
      assert.equal(
        Buffer.from(payload).toString(),
        '{"action":"REJECT","requestId":"id","rejectionReason":"No."}',
      );
    });
  }

  it('an approval has no rejectionReason and no time claim', async () => {
    const token = await signAnswer({ action: 'APPROVE', requestId: 'id' }, signerOf(rsaPair('answer')));
    assert.equal(
      Buffer.from(token.split('.')[1] ?? '', 'base64url').toString(),
      '{"action":"APPROVE","requestId":"id"}',
    );
    assert.deepEqual(decodeProtectedHeader(token), { typ: 'JWT', alg: 'RS256' });
  });

  it('the JSON modes send the same object as text', () => {
    assert.equal(answerText({ action: 'RETRY', requestId: 'id' }), '{"action":"RETRY","requestId":"id"}');
  });

  it('the self-test passes for a sound signer and fails for one whose public key is another', async () => {
    const signer = signerOf(rsaPair('answer'));
    assert.equal(await signerHolds(signer), true);
    assert.equal(await signerHolds({ ...signer, publicKey: rsaPair('other').publicKey }), false);
    assert.equal(await signerHolds(signerOf(ecPair('answer'))), true);
  });
});

describe('assessing keys', () => {
  it('answers: RSA of exactly 2048 bits is RS256, P-256 is ES256', () => {
    assert.deepEqual(assessAnswerKey(rsaPair('answer').publicKey), { ok: true, value: 'RS256' });
    assert.deepEqual(assessAnswerKey(ecPair('answer').publicKey), { ok: true, value: 'ES256' });
  });

  it('requests: RSA of 2048 bits and more, with the size of its signatures', () => {
    assert.deepEqual(assessCosignerKey(rsaPair('a').publicKey), { ok: true, value: { signatureBytes: 256 } });
    assert.deepEqual(assessCosignerKey(rsaPair('a', 3072).publicKey), {
      ok: true,
      value: { signatureBytes: 384 },
    });
  });

  const problem = (result: ReturnType<typeof assessAnswerKey | typeof assessCosignerKey>): string =>
    result.ok ? 'accepted' : result.error;
  const small = rsaPair('small', 2040).publicKey;
  const pss = generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).publicKey;
  const oddExponent = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 }).publicKey;
  const edwards = generateKeyPairSync('ed25519').publicKey;

  it('requests: too small, another type, another exponent are refused by name', () => {
    assert.equal(problem(assessCosignerKey(small)), 'key_must_have_2048_bits_or_more');
    assert.equal(problem(assessCosignerKey(ecPair('answer').publicKey)), 'key_must_be_rsa');
    assert.equal(problem(assessCosignerKey(pss)), 'key_must_be_rsa');
    assert.equal(problem(assessCosignerKey(oddExponent)), 'key_must_have_exponent_65537');
  });

  it('answers: other sizes, curves, types and exponents are refused by name', () => {
    assert.equal(problem(assessAnswerKey(small)), 'key_must_have_exactly_2048_bits');
    assert.equal(problem(assessAnswerKey(rsaPair('a', 3072).publicKey)), 'key_must_have_exactly_2048_bits');
    assert.equal(problem(assessAnswerKey(ecPair('answer', 'P-384').publicKey)), 'key_must_be_rsa_or_p256');
    assert.equal(problem(assessAnswerKey(edwards)), 'key_must_be_rsa_or_p256');
    assert.equal(problem(assessAnswerKey(pss)), 'key_must_be_rsa_or_p256');
    assert.equal(problem(assessAnswerKey(oddExponent)), 'key_must_have_exponent_65537');
  });

  it('a key that may not answer makes no signer', () => {
    assert.deepEqual(createLocalSigner('test', rsaPair('a', 3072).privateKey), {
      ok: false,
      error: 'key_must_have_exactly_2048_bits',
    });
  });
});

describe('trusting the transport (JSON modes)', () => {
  it('says that only the channel vouches, and hashes the body', () => {
    const authentic = trustTransport(Buffer.from('{}'), 'json-cosigner');
    assert.equal(authentic.cosigner, 'json-cosigner');
    assert.equal(authentic.cosignerKey, 'transport');
    assert.equal(authentic.payloadSha256, '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
  });
});
