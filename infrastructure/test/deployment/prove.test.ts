import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { readStatus } from '../../src/deployment/prove.ts';
import { runSmokeTest, smokeUrl } from '../../src/deployment/smoke.ts';
import { messagesIn } from '../../src/messages/messages.ts';
import { emptyWorld, fakeAws, type World } from './fake-aws.ts';
import { sample } from './sample.ts';

const messages = messagesIn('en');
const state = {
  id: 'handler',
  status: 'UPDATE_COMPLETE',
  reason: '',
  parameters: {},
  outputs: {
    ClusterName: 'cluster',
    ServiceName: 'service',
    TaskDefinitionArn: 'arn:task-definition:2',
    TargetGroupArn: 'arn:targets',
    SmokeTaskDefinitionArn: 'arn:smoke',
    PrivateSubnetIds: 'subnet-a,subnet-b',
    SmokeSecurityGroupId: 'sg-1',
    LogGroupName: '/ecs/handler',
    CallbackUrl: 'https://callback.example.internal',
  },
};
const around = { messages, report: () => undefined, pause: async () => undefined };
let world: World;

function rollout(change: object = {}) {
  return {
    status: 'PRIMARY',
    state: 'COMPLETED',
    reason: '',
    taskDefinition: 'arn:task-definition:2',
    running: 2,
    ...change,
  };
}

function service(change: object = {}, deployment: object = {}) {
  const events: readonly string[] = [];
  return {
    status: 'ACTIVE',
    desired: 2,
    running: 2,
    taskDefinition: 'x',
    deployments: [rollout(deployment)],
    events,
    ...change,
  };
}

const problems = async (): Promise<string> =>
  (await readStatus(fakeAws(world), messages, state)).problems.join('\n');

beforeEach(() => {
  world = emptyWorld();
  world.service = service();
  world.targets = ['10.0.1.7', '10.0.2.7'].map((address) => ({ address, state: 'healthy', reason: '' }));
});

describe('the proof of a deployment', () => {
  it('is the asked version, complete, with as many healthy targets as tasks', async () =>
    assert.equal(await problems(), ''));

  it('fails when another version serves, though CloudFormation says COMPLETE', async () => {
    world.service = service({}, { taskDefinition: 'arn:task-definition:1' });
    assert.match(await problems(), /another version serves .*arn:task-definition:1/);
  });

  it('fails while the roll-out goes on, and when it has failed', async () => {
    world.service = service({}, { state: 'IN_PROGRESS' });
    assert.match(await problems(), /the roll-out is IN_PROGRESS/);
    world.service = service({}, { state: 'FAILED', reason: 'circuit breaker' });
    assert.match(await problems(), /the roll-out is FAILED: circuit breaker/);
  });

  it('fails with one healthy target too few, without tasks, and without a service', async () => {
    world.targets = world.targets.slice(1);
    assert.match(await problems(), /1 of 2 targets are healthy/);
    world.service = service({ desired: 0 });
    assert.match(await problems(), /no task/);
    world.service = undefined;
    assert.match(await problems(), /there is no service service/);
  });
});

describe('the smoke test', () => {
  const stopped = (exitCode: number) => ({
    arn: 'arn:task/one',
    status: 'STOPPED',
    stoppedReason: 'Essential container in task exited',
    taskDefinition: 'arn:smoke',
    containers: [{ name: 'smoke', image: 'i', digest: 'd', reason: '', exitCode }],
  });

  it('passes with exit code 0 and shows the lines of its own task only', async () => {
    world.task = stopped(0);
    assert.deepEqual(await runSmokeTest(fakeAws(world), around, state, undefined, 0), {
      ok: true,
      value: ['of this task'],
    });
  });

  it('fails with any other code, and says why', async () => {
    world.task = stopped(1);
    const outcome = await runSmokeTest(fakeAws(world), around, state, undefined, 0);
    assert.match(
      outcome.ok ? '' : outcome.error.problems.join(),
      /smoke test one failed: Essential container/,
    );
  });

  it('fails when its task never ends', async () => {
    const outcome = await runSmokeTest(fakeAws(world), around, state, undefined, 0);
    assert.match(outcome.ok ? '' : outcome.error.problems.join(), /did not come to an end/);
  });

  it('fails without the outputs it needs', async () => {
    const outcome = await runSmokeTest(fakeAws(world), around, { ...state, outputs: {} }, undefined, 0);
    assert.match(outcome.ok ? '' : outcome.error.problems.join(), /lacks outputs/);
  });

  it('asks under the base path of the key in use', () => {
    const moved = { ...sample, answerKeys: [{ name: 'k', basePath: '/k2', file: 'f' }] };
    assert.equal(smokeUrl(sample, state, undefined), undefined);
    assert.equal(smokeUrl(moved, state, undefined), 'https://callback.example.internal/k2');
    assert.equal(smokeUrl(moved, state, 'http://127.0.0.1:1'), 'http://127.0.0.1:1/k2');
  });
});
