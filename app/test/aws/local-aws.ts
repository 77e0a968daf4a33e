/**
 * `npm run test:aws`: the real process under its production flags, with its keys in a local SSM and KMS, its policy
 * in a local S3 (moto, from PyPI, on loopback), asked by the simulated co-signer. What this cannot show: IAM, throttling and latency of the real ones.
 */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createPublicKey, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CreateKeyCommand, GetPublicKeyCommand, type KeySpec, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { processFlags } from '../../scripts/process-flags.ts';
import { installPython } from '../../scripts/python.ts';
import { loadPolicyFile } from '../../src/policy-file.ts';
import { said } from '../helpers/callback.ts';
import { eventually } from '../helpers/eventually.ts';
import { privatePem, publicPem, rsaPair } from '../helpers/keys.ts';
import { sampleSigner, sampleWith, type Wire } from '../helpers/requests.ts';
import { makeToken } from '../helpers/tokens.ts';

const app = fileURLToPath(new URL('../..', import.meta.url));
const cosigner = rsaPair('cosigner');
const answer = rsaPair('answer');
const replacement = rsaPair('replacement');
/** A free choice: nothing else of this project listens there. */
const awsPort = 45_667;
const endpoint = `http://127.0.0.1:${awsPort}`;
const aws = {
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: 'ap-northeast-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
};
const client = {
  endpoint,
  region: 'ap-northeast-1' as const,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};

let moto: ChildProcess;
let folder: string;
let kmsKeys: { readonly rsa: string; readonly curve: string };

before(async () => {
  const programs = installPython(join(app, '.venv/aws'), join(app, 'test/aws/requirements.txt'));
  folder = await mkdtemp(join(tmpdir(), 'local-aws-'));
  moto = startMoto(programs);
  await eventually('the local AWS answers', async () => (await fetch(`${endpoint}/moto-api/`)).ok);
  await putParameter('/stack/callback-private-key', privatePem(answer));
  await putParameter('/stack/cosigner-public-key', publicPem(cosigner));
  await putParameter('/stack/cosigners', document('ssm:/stack/callback-private-key'));
  kmsKeys = { rsa: await createKey('RSA_2048'), curve: await createKey('ECC_NIST_P256') };
});

after(async () => {
  moto.kill();
  await rm(folder, { recursive: true });
});

describe('keys in SSM', () => {
  it('answer, are read again on SIGHUP, and stay in use when a refresh fails', async (t) => {
    const handler = await startHandler(t, 'ssm:/stack/cosigners', 'ssm.sqlite');
    assert.equal(said(await handler.ask(), answer.publicKey).action, 'APPROVE');

    await putParameter('/stack/callback-private-key', privatePem(replacement));
    handler.process.kill('SIGHUP');
    await handler.logged('keys_refreshed');
    assert.equal(said(await handler.ask(), replacement.publicKey).action, 'APPROVE');

    await putParameter('/stack/callback-private-key', 'not a key');
    handler.process.kill('SIGHUP');
    await handler.logged('keys_refresh_failed');
    assert.equal(said(await handler.ask(), replacement.publicKey).action, 'APPROVE');
    const health = await handler.health();
    assert.deepEqual([health.status, health.warnings], ['ok', ['key_refresh_failed']]);

    await putParameter('/stack/callback-private-key', privatePem(answer));
    handler.process.kill('SIGHUP');
    await eventually('the warning is gone', async () => (await handler.health()).warnings.length === 0);
  });

  it('are refreshed on the interval without a signal', async (t) => {
    const handler = await startHandler(t, 'ssm:/stack/cosigners', 'interval.sqlite', {
      CALLBACK_KEY_REFRESH_SECONDS: '1',
    });
    await handler.logged('keys_refreshed');
  });

  it('that do not exist stop the start with a sentence and exit 78', async () => {
    const child = spawnHandler('ssm:/stack/missing', 'missing.sqlite', {});
    let said = '';
    child.stderr?.on('data', (piece) => (said += piece));
    const [code] = await once(child, 'exit');
    assert.equal(code, 78);
    assert.match(
      said,
      /CALLBACK_COSIGNERS: SSM parameter \/stack\/missing cannot be read: ParameterNotFound/,
    );
  });
});

describe('a policy in S3', () => {
  const address = '0x5dC69B1Fbb13Bafd09af88a782F0F285772Ad5f8';
  const text = `version: 1
name: from-s3
address_books: { counterparties: { file: books/counterparties.txt } }
rules:
  - { name: known, effect: permit, request: transaction, when: { operation: [TRANSFER], destination_address_book: [counterparties] } }
`;

  it('is read with the book beside it, pinned by its hash, and decides', async (t) => {
    const sha256 = await putPolicy(text, `${address}\n`);
    const handler = await startHandler(t, 'ssm:/stack/cosigners', 's3.sqlite', {
      CALLBACK_POLICY: 's3:policies/policy/policy.yaml',
      CALLBACK_POLICY_SHA256: sha256,
    });
    assert.equal(said(await handler.ask(), answer.publicKey).action, 'APPROVE');
    assert.equal((await handler.health()).policySha256, sha256);
  });

  it('with a book that was exchanged is not the released one: exit 78', async () => {
    const released = await putPolicy(text, `${address}\n`);
    await putPolicy(text, '0x1111111111111111111111111111111111111111\n');
    const child = spawnHandler('ssm:/stack/cosigners', 'exchanged.sqlite', {
      CALLBACK_POLICY: 's3:policies/policy/policy.yaml',
      CALLBACK_POLICY_SHA256: released,
    });
    let said = '';
    child.stderr?.on('data', (piece) => (said += piece));
    const [code] = await once(child, 'exit');
    assert.equal(code, 78);
    assert.match(said, /CALLBACK_POLICY_SHA256: the policy has SHA-256 [0-9a-f]{64}: not the one/);
  });
});

describe('keys in KMS', () => {
  for (const kind of ['rsa', 'curve'] as const) {
    it(`${kind === 'rsa' ? 'RS256' : 'ES256'}: the answer verifies with KMS’s public key, and the same question again says the same`, async (t) => {
      const parameter = `/stack/cosigners-${kind}`;
      await putParameter(parameter, document(`kms:${kmsKeys[kind]}`, kind === 'rsa' ? 'RS256' : 'ES256'));
      const handler = await startHandler(t, `ssm:${parameter}`, `${kind}.sqlite`);
      const publicKey = await kmsPublicKey(kmsKeys[kind]);
      const request = sampleWith({ requestId: `kms-${kind}` });
      const first = await handler.ask(request);
      assert.equal(said(first, publicKey).action, 'APPROVE');
      assert.deepEqual(await handler.ask(request), first);
    });
  }

  // Last: it takes the local AWS away.
  it('out of reach: 500 and an empty body, and what was answered before is still answered', async (t) => {
    await putParameter('/stack/cosigners-gone', document(`kms:${kmsKeys.rsa}`));
    const handler = await startHandler(t, 'ssm:/stack/cosigners-gone', 'gone.sqlite');
    const known = sampleWith({ requestId: 'known' });
    const first = await handler.ask(known);
    moto.kill();
    await once(moto, 'exit');
    const refused = await handler.ask();
    assert.deepEqual([refused.status, refused.body], [500, '']);
    await handler.logged('cannot_sign');
    assert.deepEqual(await handler.ask(known), first);
  });
});

function document(privateKey: string, algorithm = 'RS256'): string {
  return `version: 1
answer_keys:
  - { name: answer, base_path: /, private_key: "${privateKey}" }
cosigners:
  - name: tokyo
    answer_algorithm: ${algorithm}
    public_keys: [{ name: tokyo-1, key: "ssm:/stack/cosigner-public-key" }]
    signer_ids: ["${sampleSigner}"]
`;
}

async function putParameter(name: string, value: string): Promise<void> {
  const ssm = new SSMClient(client);
  await ssm.send(
    new PutParameterCommand({ Name: name, Value: value, Type: 'SecureString', Overwrite: true }),
  );
  ssm.destroy();
}

/** Returns the hash that `callback-handler check` prints for the same files. */
async function putPolicy(policy: string, book: string): Promise<string> {
  const s3 = new S3Client(client);
  const LocationConstraint = client.region;
  // A bucket that is there already is as good.
  await s3
    .send(new CreateBucketCommand({ Bucket: 'policies', CreateBucketConfiguration: { LocationConstraint } }))
    .catch(() => undefined);
  for (const [name, content] of [
    ['policy.yaml', policy],
    ['books/counterparties.txt', book],
  ] as const) {
    await s3.send(new PutObjectCommand({ Bucket: 'policies', Key: `policy/${name}`, Body: content }));
    await mkdir(join(folder, 'books'), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  s3.destroy();
  const loaded = await loadPolicyFile(join(folder, 'policy.yaml'));
  assert.ok(loaded.ok, JSON.stringify(loaded));
  return loaded.value.sha256;
}

async function createKey(spec: KeySpec): Promise<string> {
  const kms = new KMSClient(client);
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ KeySpec: spec, KeyUsage: 'SIGN_VERIFY' }));
  kms.destroy();
  assert.ok(KeyMetadata?.Arn);
  return KeyMetadata.Arn;
}

async function kmsPublicKey(keyId: string): Promise<KeyObject> {
  const kms = new KMSClient(client);
  const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: keyId }));
  kms.destroy();
  assert.ok(PublicKey);
  return createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
}

function startMoto(programs: string): ChildProcess {
  return spawn(join(programs, 'moto_server'), ['-H', '127.0.0.1', '-p', String(awsPort)], {
    stdio: 'ignore',
  });
}

function spawnHandler(
  cosigners: string,
  ledger: string,
  environment: Readonly<Record<string, string>>,
): ChildProcess {
  const flags = processFlags({ readable: [app, folder], writable: [folder] });
  return spawn(process.execPath, [...flags, join(app, 'src/main.ts'), 'serve'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...aws,
      PORT: '0',
      CALLBACK_ADMIN_PORT: '0',
      CALLBACK_COSIGNERS: cosigners,
      CALLBACK_POLICY: `file:${join(app, 'policy/example.yaml')}`,
      CALLBACK_LEDGER: `sqlite:${join(folder, ledger)}`,
      ...environment,
    },
  });
}

async function startHandler(
  t: { after(stop: () => Promise<void>): void },
  cosigners: string,
  ledger: string,
  environment: Readonly<Record<string, string>> = {},
) {
  const child = spawnHandler(cosigners, ledger, environment);
  t.after(async () => {
    if (child.exitCode !== null) return;
    const gone = once(child, 'exit');
    child.kill();
    await gone;
  });
  let complaints = '';
  child.stderr?.on('data', (piece) => (complaints += piece));
  assert.ok(child.stdout);
  const events: { event: string; listeners?: string[] }[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => events.push(JSON.parse(line)));
  const logged = (event: string): Promise<void> =>
    eventually(event, async () => {
      assert.equal(child.exitCode, null, complaints);
      return events.some((seen) => seen.event === event);
    });
  await logged('started');
  const base = `http://${events.find(({ event }) => event === 'started')?.listeners?.[0]}`;
  let asked = 0;
  const nextRequest = (): Wire => {
    asked += 1;
    return sampleWith({ requestId: `${ledger}-${asked}` });
  };
  return {
    process: child,
    logged,
    async health(): Promise<{ status: string; warnings: string[]; policySha256: string }> {
      return JSON.parse(await (await fetch(`${base}/health`)).text());
    },
    /** A new question unless one is given. */
    async ask(request = nextRequest()) {
      const response = await fetch(`${base}/v2/tx_sign_request`, {
        method: 'POST',
        body: makeToken(request, cosigner),
      });
      const { status } = response;
      assert.ok(status === 200 || status === 500);
      return { status, contentType: 'text/plain; charset=utf-8', body: await response.text() } as const;
    },
  };
}
