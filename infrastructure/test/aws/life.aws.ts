/**
 * `npm run test:aws`: the whole life of a deployment in the local AWS, as an operator leads it with `deploy.sh`. Tasks
 * are real processes of the handler; a simulated co-signer asks through the load balancer.
 */

import assert from 'node:assert/strict';
import { appendFile, chmod, copyFile, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { eventually } from '../local-aws/local-aws.ts';
import { serviceImage } from '../local-aws/service-image.ts';
import { pushTinyImage } from '../local-aws/tiny-image.ts';
import {
  type Environment,
  type Finished,
  hostName,
  initArguments,
  makeEnvironment,
  stack,
} from './environment.ts';

const repository = 'fireblocks-callback';
const example = fileURLToPath(new URL('../../../app/policy/example.yaml', import.meta.url));
let world: Environment;
let certificate = '';

function succeeded(finished: Finished): Finished {
  assert.equal(finished.code, 0, `${finished.out}\n${finished.err}`);
  return finished;
}

async function aws(...args: readonly string[]): Promise<string> {
  return succeeded(await world.command(...args)).out;
}

async function json(...args: readonly string[]): Promise<Record<string, unknown>> {
  return JSON.parse(
    succeeded(await world.deploy('--json', ...args))
      .out.trim()
      .split('\n')
      .at(-1) ?? '{}',
  );
}

async function deploy(...args: readonly string[]): Promise<Finished> {
  return succeeded(await world.deploy('deploy', '--yes', '--smoke-url', world.loadBalancer, ...args));
}

async function approved(basePath: string, answerKey: string): Promise<void> {
  const { out } = succeeded(await world.simulate(basePath, keyFile(answerKey), '--scenario', 'transfer'));
  assert.match(out, /ok +transfer .*APPROVE +APPROVE/);
}

function keyFile(name: string): string {
  return join(world.folder, 'keys', `${name}.pem`);
}

/** Questions of a co-signer, one after the other; returns how many were approved, which is all. */
async function askUntil(signal: AbortSignal): Promise<number> {
  let count = 0;
  for (; !signal.aborted; count++) await approved('', 'callback_public');
  return count;
}

/** Hundreds of requests a second, so that no moment of a roll-out is missed. */
async function knockUntil(signal: AbortSignal): Promise<number> {
  let count = 0;
  for (; !signal.aborted; count++) assert.equal((await fetch(`${world.loadBalancer}/health`)).status, 200);
  return count;
}

async function pushVersion(version: string, entry = serviceImage(version)): Promise<string> {
  return pushTinyImage(world.aws.endpoint, repository, version, entry);
}

async function runningImages(): Promise<string> {
  const cluster = ['--cluster', 'fireblocks-callback-cluster'];
  const arns: unknown = JSON.parse(await aws('ecs', 'list-tasks', ...cluster))['taskArns'];
  assert.ok(Array.isArray(arns));
  return aws('ecs', 'describe-tasks', ...cluster, '--tasks', ...arns.map(String));
}

before(async () => {
  world = await makeEnvironment();
  await world.makeKey('callback');
  await world.makeKey('cosigner');
  certificate = JSON.parse(await aws('acm', 'request-certificate', '--domain-name', hostName))[
    'CertificateArn'
  ];
});

after(() => world.close());

describe('a deployment in the profile ha', () => {
  it('starts with a deployment file that init writes and never overwrites', async () => {
    succeeded(await world.deploy(...initArguments(world.folder, certificate, 'ha')));
    assert.equal((await world.deploy(...initArguments(world.folder, certificate, 'ha'))).code, 78);
  });

  it('is planned: fingerprints, keys to write, and the foundations as a table', async () => {
    const { out } = succeeded(await world.deploy('plan'));
    assert.match(out, /callback-private-key +[0-9a-f]{64}/);
    assert.match(out, /Add +Key +AWS::KMS::Key/);
    assert.equal((await world.command('cloudformation', 'describe-stacks', '--stack-name', stack)).code, 255);
  });

  it('is refused with every problem at once and code 78', async () => {
    await chmod(keyFile('callback_private'), 0o644);
    await writeFile(keyFile('cosigner_public.saved'), await readFile(keyFile('cosigner_public')));
    await writeFile(keyFile('cosigner_public'), 'no key');
    const { code, err } = await world.deploy('plan');
    assert.equal(code, 78);
    assert.match(err, /callback_private.pem: can be read by other users/);
    assert.match(err, /cosigner_public.pem: must be a public RSA key/);
    await chmod(keyFile('callback_private'), 0o600);
    await copyFile(keyFile('cosigner_public.saved'), keyFile('cosigner_public'));
  });

  it('comes up in under a minute, image included, and a smoke test from inside passes', async () => {
    const start = performance.now();
    const { err, out } = await deploy('--allow-uncommitted');
    assert.ok(performance.now() - start < 60_000);
    assert.match(err, /a wrongly signed request is refused +401/);
    assert.match(out, /serves https:\/\/callback\.internal/);
    assert.match(out, /@sha256:[0-9a-f]{64}/);
  });

  it("never shows a private key, and keeps it as a SecureString under the deployment's own KMS key", async () => {
    const name = `/${stack}/callback-private-key`;
    const described = await aws(
      'ssm',
      'describe-parameters',
      '--parameter-filters',
      `Key=Name,Values=${name}`,
    );
    assert.match(described, /"Type": "SecureString"/);
    const outputs = await aws(
      'cloudformation',
      'describe-stacks',
      '--stack-name',
      'fireblocks-callback-bootstrap',
    );
    const key = /"OutputValue": "(arn:aws:kms:[^"]+)"/.exec(outputs)?.[1] ?? '-';
    assert.match(described, new RegExp(`"KeyId": "${key}"`));
  });

  it('gives a co-signer a signed APPROVE through the load balancer', () => approved('', 'callback_public'));

  it('keeps the decision in the table', async () => {
    const before = await world.decisions();
    await approved('', 'callback_public');
    assert.ok((await world.decisions()) > before);
  });

  it('runs two tasks by digest', async () => {
    const status = await json('status');
    assert.deepEqual([status['desired'], status['running'], status['rollout']], [2, 2, 'COMPLETED']);
    assert.match(String(status['image']), /@sha256:[0-9a-f]{64}$/);
  });

  it('is as it should be: plan says no changes within five seconds, and a second deployment changes nothing', async () => {
    const image = String((await json('status'))['image']).split('@')[1] ?? '';
    const start = performance.now();
    assert.match(succeeded(await world.deploy('plan', '--image', image)).out, /no changes/);
    assert.ok(performance.now() - start < 5000);
    assert.match((await deploy('--image', image)).out, /no changes/);
  });

  it('has its alarms, each with a topic to tell', async () => {
    const alarms: unknown = JSON.parse(await aws('cloudwatch', 'describe-alarms'))['MetricAlarms'];
    assert.ok(Array.isArray(alarms) && alarms.length >= 12);
    for (const alarm of alarms) assert.match(JSON.stringify(alarm), /"AlarmActions":\["arn:aws:sns/);
  });

  it('serves a new image after an update', async () => {
    const digest = await pushVersion('two');
    await deploy('--image', digest);
    assert.match(await runningImages(), new RegExp(digest));
    await approved('', 'callback_public');
  });

  it('has a checkpoint in its bucket from each task that it replaced', async () => {
    const query = "Stacks[0].Outputs[?OutputKey=='CheckpointBucketName'].OutputValue";
    const foundations = ['--stack-name', 'fireblocks-callback-bootstrap', '--query', query];
    const bucket = await aws('cloudformation', 'describe-stacks', ...foundations, '--output', 'text');
    const objects = ['--bucket', bucket.trim(), '--prefix', `${stack}/`];
    await eventually('two checkpoints', async () => {
      const kept: unknown = JSON.parse(await aws('s3api', 'list-objects-v2', ...objects))['Contents'];
      return Array.isArray(kept) && kept.length >= 2;
    });
  });

  it('goes back by itself from an image that does not stay up, names the first reason, and keeps its data', async () => {
    const before = String((await json('status'))['image']);
    const bad = await pushVersion('bad', {
      ...serviceImage('bad'),
      Entrypoint: ['node', '-e', 'process.exit(3)'],
    });
    const { code, err } = await world.deploy('deploy', '--yes', '--image', bad);
    assert.equal(code, 1);
    assert.match(err, /first failure: Service \(AWS::ECS::Service\): .*Circuit Breaker/);
    await eventually('the earlier version is settled', async () => (await world.deploy('status')).code === 0);
    assert.equal(String((await json('status'))['image']), before);
    await approved('', 'callback_public');
    assert.match(await aws('dynamodb', 'list-tables'), /fireblocks-callback-infrastructure-ledger/);
  });

  it('goes forward again after that, and back to the earlier image when told to', async () => {
    const digest = await pushVersion('three');
    await deploy('--image', digest);
    succeeded(await world.deploy('rollback', '--yes', '--no-smoke'));
    assert.doesNotMatch(await runningImages(), new RegExp(digest));
  });

  it('replaces the answer key while requests run, and loses none', async () => {
    await world.makeKey('next');
    const ended = new AbortController();
    const askers = [askUntil(ended.signal), askUntil(ended.signal), knockUntil(ended.signal)];
    const key = ['--key', keyFile('next_private')];
    const rotated = await world.deploy('rotate', 'callback-key', ...key, '--yes', '--no-smoke');
    ended.abort();
    const asked = await Promise.all(askers);
    assert.match(succeeded(rotated).out, /https:\/\/callback\.internal\.mtools\.web3sst\.com\/k2/);
    assert.match(rotated.out, /BEGIN PUBLIC KEY/);
    for (const count of asked) assert.ok(count > 3);
    await approved('', 'callback_public');
    await approved('/k2', 'next_public');
  });

  it('keeps only the newest answer key when the rotation is finished', async () => {
    succeeded(await world.deploy('rotate', 'callback-key', '--finish', '--yes', '--no-smoke'));
    await approved('/k2', 'next_public');
    assert.notEqual((await world.simulate('', keyFile('callback_public'), '--scenario', 'transfer')).code, 0);
    const left = await aws('ssm', 'describe-parameters');
    assert.doesNotMatch(left, new RegExp(`"/${stack}/callback-private-key"`));
  });

  it('takes a second co-signer key beside the first', async () => {
    await world.makeKey('cosigner2');
    succeeded(
      await world.deploy(
        'rotate',
        'cosigner-key',
        '--key',
        keyFile('cosigner2_public'),
        '--yes',
        '--no-smoke',
      ),
    );
    await approved('/k2', 'next_public');
  });

  it('shows another certificate after its rotation, and notes it in the deployment file', async () => {
    const made = await aws('acm', 'request-certificate', '--domain-name', hostName);
    const next = String(JSON.parse(made)['CertificateArn']);
    succeeded(await world.deploy('rotate', 'certificate', '--arn', next, '--yes', '--no-smoke'));
    const outputs = await aws('cloudformation', 'describe-stacks', '--stack-name', stack);
    const listener = /"OutputValue": "(arn:[^"]*:listener\/[^"]*)"/.exec(outputs)?.[1] ?? '-';
    assert.ok((await aws('elbv2', 'describe-listeners', '--listener-arns', listener)).includes(next));
    assert.ok((await readFile(world.file, 'utf8')).includes(next));
  });

  it('shows a policy change as a change set before it serves', async () => {
    const policy = join(world.folder, 'policy.yaml');
    await copyFile(example, policy);
    await appendFile(policy, '\n# reviewed again\n');
    const text = await readFile(world.file, 'utf8');
    await writeFile(world.file, text.replace(/"policy": "[^"]*"/, `"policy": ${JSON.stringify(policy)}`));
    assert.match(succeeded(await world.deploy('plan')).out, /would upload the policy document/);
    const image = String((await json('status'))['image']).split('@')[1] ?? '';
    assert.match((await deploy('--image', image)).err, /policy uploaded, sha256 [0-9a-f]{64}/);
    await approved('/k2', 'next_public');
  });

  it('shows its log, and a support bundle without what a stranger must not learn', async () => {
    assert.match(succeeded(await world.deploy('logs', '--minutes', '60')).out, /"event":"decided"/);
    const bundle = join(world.folder, 'bundle.json');
    succeeded(await world.deploy('support-bundle', '--out', bundle));
    const text = await readFile(bundle, 'utf8');
    assert.match(text, /CREATE_COMPLETE|UPDATE_COMPLETE/);
    assert.doesNotMatch(text, /000000000000|0x5dc69b1f|BEGIN|eyJ/i);
    assert.equal((await stat(bundle)).mode & 0o077, 0);
  });

  it('is healthy to the doctor', async () => {
    assert.deepEqual((await json('doctor'))['found'], []);
  });

  it('leaves nothing but its foundations when it is destroyed', async () => {
    assert.match(succeeded(await world.deploy('destroy', '--dry-run')).out, /AWS::DynamoDB::Table/);
    const refused = await world.deploy('destroy', '--yes');
    assert.deepEqual([refused.code, /approved within the last hour/.test(refused.err)], [1, true]);
    const all = ['--force', '--delete-parameters', '--delete-logs', '--delete-images'];
    succeeded(await world.deploy('destroy', '--yes', ...all));
    assert.equal((await world.command('cloudformation', 'describe-stacks', '--stack-name', stack)).code, 255);
    for (const [service, action] of [
      ['ssm', 'describe-parameters'],
      ['ecs', 'list-clusters'],
      ['elbv2', 'describe-load-balancers'],
      ['ec2', 'describe-vpc-endpoints'],
      ['cloudwatch', 'describe-alarms'],
      ['route53', 'list-hosted-zones'],
    ] as const) {
      assert.doesNotMatch(
        await aws(service, action),
        /callback-(handler|cluster|infrastructure|alb)|mtools/,
        service,
      );
    }
    assert.ok((await readdir(world.aws.logs)).length > 0);
  });
});
