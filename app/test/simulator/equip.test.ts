import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { authenticationNames, type EquipOptions, equipCosigner } from '../../src/simulator/equip.ts';
import { makeCertificate } from '../helpers/certificate.ts';
import { answerPair, cosignerPair } from '../helpers/fake-handler.ts';
import { privatePem, publicPem } from '../helpers/keys.ts';

async function goodOptions(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'callback-handler-'));
  t.after(() => rm(folder, { recursive: true }));
  const put = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  return {
    url: 'https://127.0.0.1:3000/k1',
    signerId: 'signer-1',
    cosignerKey: await put('cosigner.pem', privatePem(cosignerPair)),
    answerKey: await put('answer.pem', publicPem(answerPair)),
    tlsCertificate: await put('certificate.pem', makeCertificate({ name: 'handler.internal' }).cert),
    timeoutMs: 1000,
  };
}

async function problems(options: EquipOptions): Promise<readonly string[]> {
  const cosigner = await equipCosigner(options);
  if (!cosigner.ok) return cosigner.error;
  cosigner.value.connection.close();
  return [];
}

test('each option is known by its number and its name', async (t) => {
  const good = await goodOptions(t);
  const options = { ...good, tlsCa: good.tlsCertificate };
  assert.deepEqual(authenticationNames(), [
    'jwt',
    'json-pinned',
    'json-root-ca',
    'jwt-pinned',
    'jwt-root-ca',
  ]);
  for (const [at, name] of authenticationNames().entries()) {
    for (const authentication of [name, String(at + 1)]) {
      const cosigner = await equipCosigner({ ...options, authentication });
      assert.ok(cosigner.ok);
      assert.equal(cosigner.value.connection.authentication.name, name);
      assert.equal(cosigner.value.keys !== undefined, name.startsWith('jwt'));
      cosigner.value.connection.close();
    }
  }
});

test('without a word about authentication it is option 1', async (t) => {
  const cosigner = await equipCosigner({ ...(await goodOptions(t)), otherSignerId: 'signer-2' });
  assert.ok(cosigner.ok);
  assert.equal(cosigner.value.connection.authentication.name, 'jwt');
  assert.equal(cosigner.value.otherSignerId, 'signer-2');
});

test('all that is missing is told at once', async () => {
  assert.deepEqual(await problems({ timeoutMs: 1 }), [
    '--url is missing',
    '--signer-id is missing',
    '--cosigner-key is missing',
    '--answer-key is missing',
  ]);
});

test('an unknown option of authentication, a wrong address', async (t) => {
  const good = await goodOptions(t);
  for (const authentication of ['0', '6', 'JWT']) {
    assert.deepEqual(await problems({ ...good, authentication }), [
      '--authentication must be 1 to 5 or one of jwt, json-pinned, json-root-ca, jwt-pinned, jwt-root-ca',
    ]);
  }
  for (const url of ['handler.internal', 'ftp://127.0.0.1']) {
    assert.deepEqual(await problems({ ...good, url, authentication: '4' }), [
      '--url must begin with http:// or https://',
    ]);
  }
});

test('pinning and a registered root need TLS and the certificate that is registered', async (t) => {
  const { tlsCertificate, ...good } = await goodOptions(t);
  assert.deepEqual(
    await problems({ ...good, tlsCertificate, url: 'http://127.0.0.1', authentication: '2' }),
    ['json-pinned needs an https:// address'],
  );
  assert.deepEqual(await problems({ ...good, authentication: '4' }), ['--tls-certificate is missing']);
  assert.deepEqual(await problems({ ...good, tlsCertificate, authentication: '5' }), ['--tls-ca is missing']);
});

test('files that cannot be read or are something else are told apart', async (t) => {
  const good = await goodOptions(t);
  assert.deepEqual(
    await problems({
      ...good,
      authentication: '4',
      tlsCertificate: good.answerKey,
      cosignerKey: '/nowhere',
      answerKey: good.url,
    }),
    [
      `--tls-certificate: ${good.answerKey} is not what it should be, in PEM`,
      '--cosigner-key: /nowhere cannot be read',
      `--answer-key: ${good.url} cannot be read`,
    ],
  );
  assert.deepEqual(await problems({ ...good, cosignerKey: good.answerKey }), [
    `--cosigner-key: ${good.answerKey} is not what it should be, in PEM`,
  ]);
});
