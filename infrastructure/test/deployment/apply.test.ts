import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { applyDeployment, type Procedure, previewDeployment } from '../../src/deployment/apply.ts';
import type { Deployment } from '../../src/deployment/deployment.ts';
import { readHistory } from '../../src/deployment/history.ts';
import { type Prepared, prepareDeployment } from '../../src/deployment/prepare.ts';
import { ok } from '../../src/lib/result.ts';
import { messagesIn } from '../../src/messages/messages.ts';
import { fakeStacks } from '../stack/fake-stacks.ts';
import { emptyWorld, fakeAws, foundations, type World } from './fake-aws.ts';
import { sample } from './sample.ts';

const messages = messagesIn('en');
const certificate = 'arn:aws:acm:ap-northeast-1:123456789012:certificate/1';
const now = Date.UTC(2026, 10, 24);
const day = 86_400_000;
let folder: string;
let deployment: Deployment;
let world: World;

function issued(change: object = {}) {
  return {
    status: 'ISSUED',
    names: ['callback.example.internal'],
    notAfter: new Date(now + 31 * day),
    ...change,
  };
}

function procedure(
  image = 'registry/fireblocks-callback@sha256:1',
  change: Partial<Procedure> = {},
): Procedure {
  const aws = fakeAws(world);
  return {
    aws,
    around: { ...fakeStacks({ statuses: [undefined] }).around, stacks: aws.stacks },
    templates: { bootstrap: 'foundations', handler: 'handler' },
    confirm: async () => true,
    findImage: async () => ok({ kind: 'there', image }),
    provideImage: async () => ok(image),
    allowReplace: false,
    updateFoundations: false,
    ...change,
  };
}

async function prepare(change: Partial<Deployment> = {}): Promise<Prepared> {
  const prepared = await prepareDeployment({ ...deployment, ...change }, fakeAws(world), messages, now);
  assert.ok(prepared.ok, prepared.ok ? '' : prepared.error.problems.join('\n'));
  return prepared.value;
}

async function problems(change: Partial<Deployment> = {}): Promise<string> {
  const prepared = await prepareDeployment({ ...deployment, ...change }, fakeAws(world), messages, now);
  return prepared.ok ? '' : prepared.error.problems.join('\n');
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'apply-'));
  for (const name of ['callback', 'cosigner', 'next']) {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    await writeFile(
      join(folder, `${name}_private.pem`),
      privateKey.export({ format: 'pem', type: 'pkcs8' }),
      { mode: 0o600 },
    );
    await writeFile(join(folder, `${name}_public.pem`), publicKey.export({ format: 'pem', type: 'spki' }));
  }
  await writeFile(join(folder, 'policy.yaml'), 'version: 1\n');
  await writeFile(join(folder, 'books.yaml'), 'address_books:\n  ours: { file: book.csv }\n');
  deployment = {
    ...sample,
    policy: join(folder, 'policy.yaml'),
    answerKeys: [{ name: 'callback-private-key', basePath: '/', file: join(folder, 'callback_private.pem') }],
    cosigners: [
      {
        name: 'tokyo',
        signerIds: ['signer'],
        publicKeys: [{ name: 'cosigner-public-key', file: join(folder, 'cosigner_public.pem') }],
      },
    ],
    parameters: { ...sample.parameters, CertificateArn: certificate },
  };
});
after(() => rm(folder, { recursive: true }));
beforeEach(() => {
  world = emptyWorld();
  world.certificate = issued();
});

describe('what is checked before anything changes', () => {
  it('is good as it should be', async () => assert.equal(await problems(), ''));

  it('is all reported together', async () => {
    world.account = '999999999999';
    const found = await problems({ policy: '/nowhere', parameters: {} });
    assert.match(found, /\/nowhere: cannot be read/);
    assert.match(found, /credentials belong to account 999999999999/);
    assert.match(found, /CertificateArn: is required/);
  });

  it('refuses a policy with book files, which would not be beside it', async () => {
    assert.match(await problems({ policy: join(folder, 'books.yaml') }), /names book files/);
  });

  it('refuses an answer key whose public half beside it is another', async () => {
    await writeFile(join(folder, 'lone_private.pem'), await readKey('callback_private'), { mode: 0o600 });
    const answerKeys = [
      { name: 'callback-private-key', basePath: '/', file: join(folder, 'lone_private.pem') },
    ];
    assert.equal(await problems({ answerKeys }), '');
    await writeFile(join(folder, 'lone_public.pem'), await readKey('next_public'));
    assert.match(await problems({ answerKeys }), /belongs to another private key/);
  });

  it('refuses a certificate that is gone, elsewhere, not issued, for another name, or about to end', async () => {
    world.certificate = undefined;
    assert.match(await problems(), /there is no such certificate/);
    world.certificate = issued({ status: 'PENDING_VALIDATION' });
    assert.match(await problems(), /is PENDING_VALIDATION, not ISSUED/);
    world.certificate = issued({ names: ['other.example.internal'] });
    assert.match(await problems(), /does not cover callback.example.internal/);
    world.certificate = issued({ notAfter: new Date(now + 30 * day) });
    assert.match(await problems(), /expires in 30 days/);
    const elsewhere = certificate.replace('ap-northeast-1', 'us-east-1');
    assert.match(
      await problems({ parameters: { CertificateArn: elsewhere } }),
      /must be a certificate of region/,
    );
  });

  it('asks nobody about an IAM certificate', async () => {
    world.certificate = undefined;
    const arn = 'arn:aws:iam::123456789012:server-certificate/handler-2026-11-24';
    assert.equal(await problems({ parameters: { CertificateArn: arn } }), '');
  });
});

describe('a deployment', () => {
  it("writes keys as secrets under the foundations' key, and documents as they are", async () => {
    const applied = await applyDeployment(procedure(), await prepare());
    assert.ok(applied.ok && applied.value.changed);
    assert.deepEqual(world.written, [
      'foundations',
      '/handler/callback-private-key',
      '/handler/cosigner-public-key',
      '/handler/cosigners',
      (await prepare()).policy.key,
      'handler',
      '/handler/deployment/images',
    ]);
    const key = world.parameters.get('/handler/callback-private-key');
    assert.deepEqual([key?.secret, key?.key], [true, 'arn:kms']);
    assert.equal(world.parameters.get('/handler/cosigners')?.secret, false);
    const parameters = world.stacks.get('handler')?.parameters ?? {};
    assert.equal(parameters['ContainerImage'], 'registry/fireblocks-callback@sha256:1');
    assert.equal(parameters['S3PrefixListId'], 'pl-s3');
    assert.equal(parameters['HostName'], 'callback.example.internal');
  });

  it('changes nothing the second time', async () => {
    await applyDeployment(procedure(), await prepare());
    world.written.length = 0;
    const again = await applyDeployment(procedure(), await prepare());
    assert.deepEqual([again.ok && again.value.changed, world.written], [false, []]);
  });

  it('leaves the foundations alone unless told', async () => {
    world.stacks.set('foundations', foundations);
    await applyDeployment(procedure(), await prepare());
    assert.ok(!world.written.includes('foundations'));
    await applyDeployment(procedure(undefined, { updateFoundations: true }), await prepare());
    assert.ok(world.written.includes('foundations'));
  });

  it('starts new tasks when a key changes, and writes only that key and the stack', async () => {
    await applyDeployment(procedure(), await prepare());
    const before = world.stacks.get('handler')?.parameters['KeyVersion'];
    world.written.length = 0;
    const answerKeys = [
      { name: 'callback-private-key', basePath: '/', file: join(folder, 'next_private.pem') },
    ];
    await applyDeployment(procedure(), await prepare({ answerKeys }));
    assert.deepEqual(world.written, ['/handler/callback-private-key', 'handler']);
    assert.notEqual(world.stacks.get('handler')?.parameters['KeyVersion'], before);
  });

  it('remembers images, the newest first and each once', async () => {
    for (const image of ['a', 'b', 'a']) await applyDeployment(procedure(image), await prepare());
    assert.deepEqual(await readHistory(fakeAws(world).parameters, 'handler'), ['a', 'b']);
  });

  it('stops before the stack when the operator says no', async () => {
    const declined = await applyDeployment(
      procedure(undefined, { confirm: async () => false }),
      await prepare(),
    );
    assert.equal(declined.ok ? 0 : declined.error.code, 2);
    assert.deepEqual(world.written, []);
  });

  it('refuses to lose what holds state, and names it', async () => {
    world.stacks.set('foundations', foundations);
    const made = procedure();
    const changes = [
      {
        action: 'Remove',
        resource: 'LedgerTable',
        type: 'AWS::DynamoDB::Table',
        replacement: 'False',
        properties: [],
      },
    ];
    const stacks = {
      ...made.aws.stacks,
      describeChangeSet: async () => ({ status: 'CREATE_COMPLETE', reason: '', changes }),
    };
    const careful = { ...made, aws: { ...made.aws, stacks }, around: { ...made.around, stacks } };
    const refused = await applyDeployment(careful, await prepare());
    assert.match(refused.ok ? '' : refused.error.problems.join(), /holds state: LedgerTable/);
    assert.equal((await applyDeployment({ ...careful, allowReplace: true }, await prepare())).ok, true);
  });
});

describe('a plan', () => {
  it('before the first deployment knows the foundations and the keys, not yet the rest', async () => {
    const preview = await previewDeployment(procedure(), await prepare());
    assert.ok(preview.ok);
    assert.deepEqual(
      [preview.value.keys.length, preview.value.policy, preview.value.handler],
      [3, 'new', undefined],
    );
    assert.deepEqual(world.written, []);
  });

  it('after it finds nothing to do', async () => {
    await applyDeployment(procedure(), await prepare());
    const preview = await previewDeployment(procedure(), await prepare());
    const same = { kind: 'no_changes' };
    assert.deepEqual(preview.ok && preview.value, {
      keys: [],
      policy: 'same',
      toBuild: undefined,
      bootstrap: same,
      handler: same,
    });
  });

  it('says that an image is to be built, and reviews the stack with the one that runs', async () => {
    await applyDeployment(procedure(), await prepare());
    const findImage: Procedure['findImage'] = async () => ok({ kind: 'to_build', tag: '0123456789ab-amd64' });
    const preview = await previewDeployment(procedure(undefined, { findImage }), await prepare());
    assert.deepEqual(preview.ok && [preview.value.toBuild, preview.value.handler], [
      '0123456789ab-amd64',
      { kind: 'no_changes' },
    ]);
  });

  it('shows another image as a change', async () => {
    await applyDeployment(procedure(), await prepare());
    const preview = await previewDeployment(procedure('another'), await prepare());
    assert.equal(preview.ok && preview.value.handler?.kind, 'changes');
  });
});

async function readKey(name: string): Promise<string> {
  return readFile(join(folder, `${name}.pem`), 'utf8');
}
