import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { type Preparation, prepare } from '../src/preparation.ts';
import { signerHolds } from '../src/token/prove-signer.ts';
import { makeCertificate } from './helpers/certificate.ts';
import { startFakeAws } from './helpers/fake-aws.ts';
import { privatePem, publicPem, rsaPair } from './helpers/keys.ts';
import { type Environment, openWorkplace, pairs } from './helpers/process.ts';

const place = await openWorkplace(after);
const aws = await startFakeAws(after);
Object.assign(process.env, aws.environment);

async function prepared(changes: Environment = {}): Promise<Preparation> {
  const preparation = await prepare(place.environment(changes));
  assert.ok(preparation.ok, JSON.stringify(preparation));
  return preparation.value;
}

/** `where: message` of everything that is wrong. */
async function problemsOf(changes: Environment): Promise<readonly string[]> {
  const preparation = await prepare(place.environment(changes));
  assert.ok(!preparation.ok, 'it was expected to be refused');
  return preparation.error.map(({ where, message }) => `${where}: ${message}`);
}

test('a good environment is settings, keys and policy', async () => {
  const { settings, keyring, policy, bodies, json } = await prepared();
  assert.deepEqual(settings.ledger, { kind: 'sqlite', path: place.files.ledger });
  assert.deepEqual([...keyring.cosigners.keys()], ['simulated', 'simulated-other']);
  assert.equal(policy.name, 'example-treasury');
  assert.deepEqual(bodies, { mode: 'plain' });
  assert.equal(json, undefined);
});

test('problems of settings, keys and policy come together', async () => {
  const problems = await problemsOf({
    PORT: 'http',
    CALLBACK_COSIGNERS: 'file:/nowhere/keys.yaml',
    CALLBACK_POLICY: 'file:/nowhere/policy.yaml',
  });
  assert.deepEqual(problems, [
    'PORT: must be a whole number from 0 to 65535',
    'CALLBACK_COSIGNERS: /nowhere/keys.yaml cannot be read: no such file',
    '/nowhere/policy.yaml: cannot be read: no such file',
  ]);
});

test('references of a kind that cannot be are told once', async () => {
  assert.deepEqual(await problemsOf({ CALLBACK_COSIGNERS: 'keys.yaml', CALLBACK_POLICY: 'ssm:/policy' }), [
    'CALLBACK_COSIGNERS: must be file:<path> or ssm:<parameter>',
    'CALLBACK_POLICY: must be file:<path> or s3:<bucket>/<key>',
  ]);
});

test('the policy is the released one or none', async () => {
  const { policy } = await prepared();
  await prepared({ CALLBACK_POLICY_SHA256: policy.sha256 });
  const problems = await problemsOf({ CALLBACK_POLICY_SHA256: 'ab'.repeat(32) });
  assert.deepEqual(problems, [
    `CALLBACK_POLICY_SHA256: the policy has SHA-256 ${policy.sha256}: not the one that was released`,
  ]);
});

describe('the key of encrypted bodies', () => {
  const encryptedWith = async (text: string): Promise<Environment> => ({
    CALLBACK_LEDGER_BODIES: 'encrypted',
    CALLBACK_LEDGER_BODY_KEY_FILE: await place.write('body.key', text),
  });

  test('is 64 hexadecimal digits', async () => {
    const key = randomBytes(32);
    const { bodies } = await prepared(await encryptedWith(`${key.toString('hex')}\n`));
    assert.ok(bodies.mode === 'encrypted');
    assert.ok(bodies.key.export().equals(key));
  });

  for (const text of ['', 'ab'.repeat(31), 'ab'.repeat(33), 'zz'.repeat(32)]) {
    test(`is not \`${text.slice(0, 4)}\` of ${text.length} characters`, async () => {
      assert.deepEqual(await problemsOf(await encryptedWith(text)), [
        'CALLBACK_LEDGER_BODY_KEY_FILE: must hold 64 hexadecimal digits (32 bytes)',
      ]);
    });
  }

  test('is for its owner alone', async () => {
    const environment = await encryptedWith('ab'.repeat(32));
    await chmod(join(place.folder, 'body.key'), 0o640);
    const problems = await problemsOf(environment);
    assert.match(
      problems.join(),
      /^CALLBACK_LEDGER_BODY_KEY_FILE: .*can be read by other users \(mode 0640\)/,
    );
  });

  test('is not needed where bodies are left out', async () => {
    assert.deepEqual((await prepared({ CALLBACK_LEDGER_BODIES: 'omitted' })).bodies, { mode: 'omitted' });
  });
});

describe('the JSON channel', () => {
  const certificate = makeCertificate({ name: 'handler', hosts: ['127.0.0.1'] });
  const channel = async (changes: Environment = {}): Promise<Environment> => ({
    CALLBACK_COSIGNERS: `file:${await place.write(
      'json.yaml',
      JSON.stringify({
        version: 1,
        answer_keys: [{ name: 'a', base_path: '/', private_key: 'file:callback_private.pem' }],
        cosigners: [
          { name: 'pinned', transport: 'json', signer_ids: ['p'] },
          { name: 'tokyo', public_keys: [{ name: 't', key: 'file:cosigner_public.pem' }], signer_ids: ['t'] },
        ],
      }),
    )}`,
    CALLBACK_JSON_PORT: '0',
    CALLBACK_JSON_COSIGNER: 'pinned',
    CALLBACK_JSON_CERTIFICATE_FILE: await place.write('json.pem', certificate.cert),
    CALLBACK_JSON_KEY_FILE: await place.write('json.key', certificate.key),
    ...changes,
  });

  test('is loaded with its certificate', async () => {
    const { json } = await prepared(await channel());
    assert.partialDeepStrictEqual(json, {
      mode: 'json',
      cosigner: 'pinned',
      certificate: certificate.cert,
      privateKey: certificate.key,
    });
  });

  for (const name of ['tokyo', 'nobody']) {
    test(`believes no co-signer like ${name}`, async () => {
      assert.deepEqual(await problemsOf(await channel({ CALLBACK_JSON_COSIGNER: name })), [
        `CALLBACK_JSON_COSIGNER: \`${name}\` is not a co-signer with transport json in the co-signers document`,
      ]);
    });
  }

  test('needs its files, the key for its owner alone', async () => {
    const environment = await channel({ CALLBACK_JSON_CERTIFICATE_FILE: '/nowhere.pem' });
    await chmod(join(place.folder, 'json.key'), 0o644);
    const problems = await problemsOf(environment);
    assert.equal(problems.length, 2);
    assert.match(
      String(problems[0]),
      /^CALLBACK_JSON_CERTIFICATE_FILE: \/nowhere\.pem cannot be read: no such/,
    );
    assert.match(String(problems[1]), /^CALLBACK_JSON_KEY_FILE: .* can be read by other users/);
  });
});

describe('in AWS', () => {
  const document = (privateKey: string): string =>
    JSON.stringify({
      version: 1,
      answer_keys: [{ name: 'answer', base_path: '/', private_key: privateKey }],
      cosigners: [
        {
          name: 'tokyo',
          public_keys: [{ name: 'tokyo-1', key: 'ssm:/stack/cosigner-public-key' }],
          signer_ids: ['t'],
        },
      ],
    });
  const environment = { CALLBACK_COSIGNERS: 'ssm:/stack/cosigners' };

  test('document and keys come from parameters', async () => {
    aws.parameters.set('/stack/cosigners', document('ssm:/stack/callback-private-key'));
    aws.parameters.set('/stack/cosigner-public-key', publicPem(pairs.cosigner));
    aws.parameters.set('/stack/callback-private-key', privatePem(pairs.answer));
    const { keyring } = await prepared(environment);
    const [answerKey] = keyring.answerKeys;
    assert.ok(answerKey && (await signerHolds(answerKey.signer)));
  });

  test('the answer key can stay in KMS', async () => {
    aws.parameters.set('/stack/cosigners', document('kms:alias/answers'));
    aws.parameters.set('/stack/cosigner-public-key', publicPem(pairs.cosigner));
    aws.keys.set('alias/answers', rsaPair('kms'));
    const { keyring } = await prepared(environment);
    assert.ok(keyring.answerKeys[0]?.signer.publicKey.equals(rsaPair('kms').publicKey));
  });

  test('what is missing there is told like a missing file', async () => {
    aws.parameters.set('/stack/cosigners', document('kms:alias/gone'));
    aws.parameters.delete('/stack/cosigner-public-key');
    const problems = await problemsOf(environment);
    assert.match(
      String(problems[0]),
      /^public key tokyo-1 of co-signer tokyo: SSM parameter \/stack\/cosigner-public-key cannot be read/,
    );
    assert.match(String(problems[1]), /^answer key answer: KMS key alias\/gone cannot be used: NotFound/);
  });
});

describe('a policy in S3', () => {
  const inBucket = { CALLBACK_POLICY: 's3:policies/policy/policy.yaml' } as const;

  test('is the one that its SHA-256 names, or none', async () => {
    aws.objects.set('policies/policy/policy.yaml', 'version: 1\nname: from-s3\nrules: []\n');
    const pinned = '0'.repeat(64);
    const [problem = ''] = await problemsOf({ ...inBucket, CALLBACK_POLICY_SHA256: pinned });
    const [, sha256 = ''] =
      /the policy has SHA-256 ([0-9a-f]{64}): not the one that was released/.exec(problem) ?? [];
    const { policy } = await prepared({ ...inBucket, CALLBACK_POLICY_SHA256: sha256 });
    assert.deepEqual([policy.name, policy.sha256], ['from-s3', sha256]);
  });

  test('is not taken without a pin', async () => {
    assert.deepEqual(await problemsOf(inBucket), ['CALLBACK_POLICY_SHA256: is required for a policy in S3']);
  });

  test('that is not there is told with its address', async () => {
    const missing = { CALLBACK_POLICY: 's3:policies/none.yaml', CALLBACK_POLICY_SHA256: 'a'.repeat(64) };
    assert.deepEqual(await problemsOf(missing), [
      'none.yaml: S3 object policies/none.yaml cannot be read: NoSuchKey: no such key',
    ]);
  });
});

describe('TLS on the callback listener', () => {
  const { cert, key } = makeCertificate({ name: 'task' });

  async function tlsWith(certificate: string, privateKey: string): Promise<Environment> {
    return {
      CALLBACK_TLS_CERTIFICATE: `file:${await place.write('listener.pem', certificate)}`,
      CALLBACK_TLS_KEY: `file:${await place.write('listener.key', privateKey)}`,
    };
  }

  test('is off unless it is asked for', async () => {
    assert.equal((await prepared()).tls, undefined);
  });

  test('shows the certificate and holds its key, from files or parameters', async () => {
    assert.deepEqual((await prepared(await tlsWith(cert, key))).tls, { certificate: cert, privateKey: key });
    aws.parameters.set('/stack/certificate', cert);
    aws.parameters.set('/stack/key', key);
    const { tls } = await prepared({
      CALLBACK_TLS_CERTIFICATE: 'ssm:/stack/certificate',
      CALLBACK_TLS_KEY: 'ssm:/stack/key',
    });
    assert.deepEqual(tls, { certificate: cert, privateKey: key });
  });

  test('with a key of another certificate is refused', async () => {
    const other = makeCertificate({ name: 'other' });
    assert.deepEqual(await problemsOf(await tlsWith(cert, other.key)), [
      'CALLBACK_TLS_KEY: is not the key of CALLBACK_TLS_CERTIFICATE',
    ]);
  });

  test('with what is neither certificate nor key is refused, both told together', async () => {
    assert.deepEqual(await problemsOf(await tlsWith('nothing', 'nothing')), [
      'CALLBACK_TLS_CERTIFICATE: holds no certificate in PEM',
      'CALLBACK_TLS_KEY: holds no private key in PEM',
    ]);
  });

  test('with a key that others can read, or none at all, is refused', async () => {
    const environment = await tlsWith(cert, key);
    await chmod(join(place.folder, 'listener.key'), 0o644);
    assert.match((await problemsOf(environment)).join(), /CALLBACK_TLS_KEY: .*can be read by other users/);
    await chmod(join(place.folder, 'listener.key'), 0o600);
    assert.match(
      (await problemsOf({ ...environment, CALLBACK_TLS_KEY: 'file:/nowhere/key' })).join(),
      /CALLBACK_TLS_KEY: \/nowhere\/key cannot be read: no such file/,
    );
  });
});
