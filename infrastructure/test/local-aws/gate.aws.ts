/**
 * The local AWS itself is judged before it judges: a roll-out rolls out, a failed update keeps data, secrets reach the
 * task, logs arrive, a change in a condition is seen, a private zone is private, a bad image fails, a table writes all or
 * nothing and counts exactly, deletion leaves nothing.
 */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { account, eventually, type LocalAws, region, startLocalAws } from './local-aws.ts';
import { pushTinyImage } from './tiny-image.ts';

const execute = promisify(execFile);
const template = fileURLToPath(new URL('gate-template.yaml', import.meta.url));
const repository = 'gate/handler';
let folder: string;
let aws: LocalAws;
let lastDeploySecond = 0;

/** A server that answers its own version and the secret it was given, and says so when it starts. */
function server(version: string): string {
  return `require('node:http').createServer((_, a) => a.end('${version} ' + process.env.SECRET))
    .listen(3000, process.env.CALLBACK_HOST, () => console.log('started ${version}'))`;
}

async function command(...args: string[]): Promise<string> {
  return (await execute(aws.awsCommand, args, { env: aws.environment })).stdout;
}

async function push(version: string, script: string): Promise<string> {
  const digest = await pushTinyImage(aws.endpoint, repository, version, {
    Entrypoint: ['node', '-e', script],
    ExposedPorts: { '3000/tcp': {} },
  });
  return `${account}.dkr.ecr.${region}.amazonaws.com/${repository}@${digest}`;
}

async function deploy(image: string, ...parameters: string[]): Promise<string> {
  const given = [`Image=${image}`, ...parameters];
  // The command line names its change set after the second it is made in.
  await eventually('the next second', async () => Math.floor(Date.now() / 1000) > lastDeploySecond);
  lastDeploySecond = Math.floor(Date.now() / 1000);
  const stack = ['--template-file', template, '--stack-name', 'gate', '--no-fail-on-empty-changeset'];
  return command('cloudformation', 'deploy', ...stack, '--parameter-overrides', ...given);
}

async function output(key: string): Promise<string> {
  const query = `Stacks[0].Outputs[?OutputKey=='${key}'].OutputValue`;
  return (
    await command(
      'cloudformation',
      'describe-stacks',
      '--stack-name',
      'gate',
      '--query',
      query,
      '--output',
      'text',
    )
  ).trim();
}

async function answer(): Promise<string> {
  return (await fetch(`${aws.endpoint}/_alb/gate/`)).text();
}

describe('the local AWS', () => {
  let first = '';
  let second = '';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gate-'));
    aws = await startLocalAws(folder, {}, {});
    await command('ecr', 'create-repository', '--repository-name', repository);
    await command(
      'ssm',
      'put-parameter',
      '--name',
      '/gate/secret',
      '--type',
      'SecureString',
      '--value',
      'whisper',
    );
    first = await push('one', server('one'));
    second = await push('two', server('two'));
  });

  after(async () => {
    await aws.stop();
    await rm(folder, { recursive: true });
  });

  it('starts what the image says, with its secret, behind the load balancer', async () => {
    await deploy(first);
    assert.equal(await answer(), 'one whisper');
  });

  it('keeps the log lines of a task', async () => {
    assert.match(
      await command('logs', 'filter-log-events', '--log-group-name', '/gate/handler'),
      /started one/,
    );
  });

  it('rolls a new image out as a new revision', async () => {
    await deploy(second);
    assert.equal(await answer(), 'two whisper');
    assert.match(await command('ecs', 'list-task-definitions'), /gate:2/);
  });

  it('says no changes when there are none', async () => {
    assert.match(await deploy(second), /No changes to deploy/);
  });

  it('keeps rows, log group and service when an update fails', async () => {
    const table = await output('TableName');
    await command('dynamodb', 'put-item', '--table-name', table, '--item', '{"pk":{"S":"kept"}}');
    await assert.rejects(deploy(second, 'BadGroup=sg-0123456789abcdef0'));
    assert.match(
      await command('cloudformation', 'describe-stacks', '--stack-name', 'gate'),
      /UPDATE_ROLLBACK_COMPLETE/,
    );
    assert.match(await command('dynamodb', 'scan', '--table-name', table), /kept/);
    assert.match(await command('logs', 'describe-log-groups'), /gate\/handler/);
    assert.equal(await answer(), 'two whisper');
  });

  it('writes all of a transaction or, where a condition does not hold, nothing', async () => {
    const table = await output('TableName');
    const put = (pk: string) => ({
      Put: {
        TableName: table,
        Item: { pk: { S: pk } },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    });
    const write = (...names: readonly string[]) =>
      command('dynamodb', 'transact-write-items', '--transact-items', JSON.stringify(names.map(put)));
    await assert.rejects(write('beside', 'kept'), /TransactionCanceledException.*ConditionalCheckFailed/);
    assert.doesNotMatch(await command('dynamodb', 'scan', '--table-name', table), /beside/);
    await write('beside', 'new');
    assert.match(await command('dynamodb', 'scan', '--table-name', table), /beside/);
  });

  it('adds up numbers of 38 digits exactly', async () => {
    const table = ['--table-name', await output('TableName'), '--key', '{"pk":{"S":"sum"}}'];
    const add = async (amount: string) => {
      const values = ['--expression-attribute-values', JSON.stringify({ ':n': { N: amount } })];
      await command('dynamodb', 'update-item', ...table, '--update-expression', 'ADD n :n', ...values);
    };
    await add('12345678901234567890123456789012345678');
    await add('1');
    assert.match(await command('dynamodb', 'get-item', ...table), /"12345678901234567890123456789012345679"/);
  });

  it('fails the update on an image that does not stay up, and the earlier one serves', async () => {
    await assert.rejects(deploy(await push('bad', 'process.exit(1)')));
    assert.equal(await answer(), 'two whisper');
    assert.match(
      await command('cloudformation', 'describe-stacks', '--stack-name', 'gate'),
      /UPDATE_ROLLBACK_COMPLETE/,
    );
  });

  it('sees a change in a condition alone', async () => {
    await deploy(second, 'WithTopic=no');
    assert.doesNotMatch(await command('sns', 'list-topics'), /:gate"/);
  });

  it('makes a private zone whose record is an alias of the load balancer', async () => {
    const zone = await output('ZoneId');
    assert.match(await command('route53', 'get-hosted-zone', '--id', zone), /"PrivateZone": true/);
    assert.match(
      await command('route53', 'list-resource-record-sets', '--hosted-zone-id', zone),
      /"DNSName": "[^"]*gate/,
    );
  });

  it('shows the security group rule that a template adds by itself', async () => {
    const rules = await command('ec2', 'describe-security-groups', '--group-ids', await output('GroupId'));
    assert.match(rules, /"FromPort": 3000/);
  });

  it('leaves nothing when the stack is deleted', async () => {
    const table = await output('TableName');
    await command('cloudformation', 'delete-stack', '--stack-name', 'gate');
    await eventually('the stack is gone', () =>
      command('cloudformation', 'describe-stacks', '--stack-name', 'gate').then(
        () => false,
        () => true,
      ),
    );
    assert.doesNotMatch(await command('ecs', 'list-clusters'), /gate/);
    assert.doesNotMatch(await command('dynamodb', 'list-tables'), new RegExp(table));
    assert.doesNotMatch(await command('logs', 'describe-log-groups'), /gate/);
    assert.doesNotMatch(await command('elbv2', 'describe-load-balancers'), /gate/);
    assert.equal((await fetch(`${aws.endpoint}/_alb/gate/`)).ok, false);
  });
});
