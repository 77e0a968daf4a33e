/**
 * The operator's plan by its own commands, in the profile economy: the real `aws` command line does steps 1 to 3, 5, 6
 * and 7, as docs/operations.md has them. `doctor` is asked about what is then broken on purpose.
 */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { account, eventually, region } from '../local-aws/local-aws.ts';
import { serviceImage } from '../local-aws/service-image.ts';
import { pushTinyImage } from '../local-aws/tiny-image.ts';
import {
  type Environment,
  hostName,
  initArguments,
  makeEnvironment,
  signerId,
  stack,
} from './environment.ts';

const infrastructure = fileURLToPath(new URL('../..', import.meta.url));
const policyFile = join(infrastructure, '../app/policy/example.yaml');
const repository = 'fireblocks-callback';
let world: Environment;
let parameters: readonly string[] = [];

async function aws(...args: readonly string[]): Promise<string> {
  const { code, out, err } = await world.command(...args);
  assert.equal(code, 0, `aws ${args.join(' ')}\n${err}`);
  return out;
}

async function deployTemplate(file: string, name: string, ...overrides: readonly string[]): Promise<string> {
  const template = ['--template-file', join(infrastructure, file), '--stack-name', name];
  const given = overrides.length > 0 ? ['--parameter-overrides', ...overrides] : [];
  const flags = ['--capabilities', 'CAPABILITY_IAM', '--no-fail-on-empty-changeset', '--region', region];
  return aws('cloudformation', 'deploy', ...template, ...given, ...flags);
}

async function outputOf(name: string, key: string): Promise<string> {
  const query = `Stacks[0].Outputs[?OutputKey=='${key}'].OutputValue`;
  return (
    await aws('cloudformation', 'describe-stacks', '--stack-name', name, '--query', query, '--output', 'text')
  ).trim();
}

async function symptoms(): Promise<string> {
  return (await world.deploy('--json', 'doctor')).out;
}

before(async () => {
  world = await makeEnvironment();
  await world.makeKey('callback');
  await world.makeKey('cosigner');
});

after(() => world.close());

describe("the plan's own commands, in the profile economy", () => {
  it('1: the repository comes with the foundations', async () => {
    await deployTemplate('bootstrap.yaml', 'fireblocks-callback-bootstrap');
    assert.match(await aws('ecr', 'describe-repositories'), /fireblocks-callback/);
  });

  it('2: an image is pushed, and its digest read', async () => {
    await pushTinyImage(world.aws.endpoint, repository, 'one', serviceImage('one'));
    const read = ['--repository-name', repository, '--image-ids', 'imageTag=one'];
    assert.match(await aws('ecr', 'describe-images', ...read), /sha256:[0-9a-f]{64}/);
  });

  it('keys and documents are stored from files, never from a command line', async () => {
    const key = await outputOf('fireblocks-callback-bootstrap', 'KmsKeyArn');
    const secure = ['--type', 'SecureString', '--key-id', key];
    const put = (name: string, file: string, ...more: readonly string[]) =>
      aws('ssm', 'put-parameter', '--name', `/${stack}/${name}`, '--value', `file://${file}`, ...more);
    await put('callback-private-key', join(world.folder, 'keys/callback_private.pem'), ...secure);
    await put('cosigner-public-key', join(world.folder, 'keys/cosigner_public.pem'), ...secure);
    const document = join(world.folder, 'cosigners.yaml');
    const entry = `ssm:/${stack}`;
    await writeFile(
      document,
      `version: 1
answer_keys: [{ name: callback-private-key, base_path: /, private_key: "${entry}/callback-private-key" }]
cosigners:
  - name: cosigner
    public_keys: [{ name: cosigner-public-key, key: "${entry}/cosigner-public-key" }]
    signer_ids: [${signerId}]
`,
    );
    await put('cosigners', document, '--type', 'String');
    const bucket = await outputOf('fireblocks-callback-bootstrap', 'BucketName');
    await aws('s3', 'cp', policyFile, `s3://${bucket}/policy/policy.yaml`);
  });

  it('3: the stack is deployed by `aws cloudformation deploy`', async () => {
    const bootstrap = 'fireblocks-callback-bootstrap';
    const certificate = JSON.parse(await aws('acm', 'request-certificate', '--domain-name', hostName))[
      'CertificateArn'
    ];
    const digest = await aws(
      ...['ecr', 'describe-images', '--repository-name', repository, '--image-ids', 'imageTag=one'],
      ...['--query', 'imageDetails[0].imageDigest', '--output', 'text'],
    );
    parameters = [
      `ContainerImage=${account}.dkr.ecr.${region}.amazonaws.com/${repository}@${digest.trim()}`,
      'Profile=economy',
      `CertificateArn=${String(certificate)}`,
      `PolicySha256=${createHash('sha256')
        .update(await readFile(policyFile))
        .digest('hex')}`,
      `KmsKeyArn=${await outputOf(bootstrap, 'KmsKeyArn')}`,
      `BucketName=${await outputOf(bootstrap, 'BucketName')}`,
      `CheckpointBucketName=${await outputOf(bootstrap, 'CheckpointBucketName')}`,
    ];
    await deployTemplate('cloudformation.yaml', stack, ...parameters);
  });

  it('5: one task serves, answers health, logs, and approves for a co-signer', async () => {
    const service = ['--cluster', 'fireblocks-callback-cluster', '--services', 'callback-handler-service'];
    assert.match(await aws('ecs', 'describe-services', ...service), /"runningCount": 1/);
    assert.equal((await fetch(`${world.loadBalancer}/health`)).status, 200);
    assert.match(
      await aws('logs', 'filter-log-events', '--log-group-name', '/ecs/callback-handler'),
      /started/,
    );
    const answerKey = join(world.folder, 'keys/callback_public.pem');
    const { code, out } = await world.simulate('', answerKey, '--scenario', 'transfer');
    assert.equal(code, 0, out);
  });

  it("refuses paths that are not the handler's at the load balancer", async () => {
    assert.equal((await fetch(`${world.loadBalancer}/metrics`)).status, 404);
  });

  it('6: deploying the same again says that there is nothing to do', async () => {
    assert.match(await deployTemplate('cloudformation.yaml', stack, ...parameters), /No changes to deploy/);
  });

  it('is taken over by deploy.sh without a new resource', async () => {
    const certificate = parameters.find((one) => one.startsWith('CertificateArn='))?.split('=')[1] ?? '';
    assert.equal((await world.deploy(...initArguments(world.folder, certificate, 'economy'))).code, 0);
    const { code, err } = await world.deploy(
      'deploy',
      '--yes',
      '--image',
      'one',
      '--smoke-url',
      world.loadBalancer,
    );
    assert.equal(code, 0, err);
    assert.doesNotMatch(err, /^ +(Add|Remove) /m);
    assert.equal((await world.deploy('doctor')).code, 0);
  });

  const injections: readonly (readonly [symptom: string, what: string, inject: () => Promise<unknown>])[] = [
    ['parameter_differs', 'a key file that is not the stored one', () => world.makeKey('callback')],
    [
      'parameter_missing',
      'a deleted co-signers document',
      () => aws('ssm', 'delete-parameter', '--name', `/${stack}/cosigners`),
    ],
    [
      'endpoint_missing',
      'a deleted endpoint',
      async () => {
        const service = ['--filters', `Name=service-name,Values=com.amazonaws.${region}.ssm`];
        const found = await aws(
          'ec2',
          'describe-vpc-endpoints',
          ...service,
          '--query',
          'VpcEndpoints[0].VpcEndpointId',
        );
        await aws('ec2', 'delete-vpc-endpoints', '--vpc-endpoint-ids', String(JSON.parse(found)));
      },
    ],
    [
      'certificate_bad',
      'a certificate that is gone',
      async () => {
        const arn = parameters.find((one) => one.startsWith('CertificateArn='))?.split('=')[1] ?? '';
        await aws('acm', 'delete-certificate', '--certificate-arn', arn);
      },
    ],
    [
      'image_missing',
      'an image deleted from the repository',
      async () => {
        const digest = parameters[0]?.split('@')[1] ?? '';
        // The registry's own way; the local AWS keeps the manifest of an image that ECR's API deletes.
        await fetch(`${world.aws.endpoint}/v2/${repository}/manifests/${digest}`, { method: 'DELETE' });
      },
    ],
    ['nothing_desired', 'a service set to no task', () => updateService('--desired-count', '0')],
    [
      'nothing_healthy',
      'no task behind the load balancer',
      () => eventually('the task is gone', async () => (await symptoms()).includes('nothing_healthy')),
    ],
    [
      'image_pull_not_found',
      'a task that cannot pull its image',
      () => updateService('--desired-count', '1', '--force-new-deployment'),
    ],
    [
      'bad_configuration',
      'a task that refuses its configuration',
      async () => {
        await pushTinyImage(world.aws.endpoint, repository, 'again', serviceImage('one'));
        await updateService('--desired-count', '1', '--force-new-deployment');
      },
    ],
    [
      'circuit_breaker',
      'three such tasks',
      () => eventually('the breaker opens', async () => (await symptoms()).includes('circuit_breaker')),
    ],
  ];
  for (const [symptom, what, inject] of injections) {
    it(`doctor names ${symptom} after ${what}`, async () => {
      await inject();
      await eventually(symptom, async () => (await symptoms()).includes(`"symptom":"${symptom}"`), 30);
    });
  }

  it('7: deleting by `aws cloudformation delete-stack`, once protection is off, leaves no stack', async () => {
    const protection = ['update-termination-protection', '--no-enable-termination-protection'];
    await aws('cloudformation', ...protection, '--stack-name', stack);
    await aws('cloudformation', 'delete-stack', '--stack-name', stack);
    const gone = async (): Promise<boolean> =>
      (await world.command('cloudformation', 'describe-stacks', '--stack-name', stack)).code !== 0;
    await eventually('the stack is gone', gone);
  });
});

function updateService(...args: readonly string[]): Promise<string> {
  const service = ['--cluster', 'fireblocks-callback-cluster', '--service', 'callback-handler-service'];
  return aws('ecs', 'update-service', ...service, ...args);
}
