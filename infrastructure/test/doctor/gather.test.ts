import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { gatherEvidence } from '../../src/doctor/gather.ts';
import { diagnose } from '../../src/doctor/symptoms.ts';
import { emptyWorld, fakeAws, foundations, type World } from '../deployment/fake-aws.ts';
import { sample } from '../deployment/sample.ts';

const certificate = 'arn:aws:acm:ap-northeast-1:123456789012:certificate/1';
const deployment = { ...sample, parameters: { ...sample.parameters, CertificateArn: certificate } };
const image = 'registry/fireblocks-callback@sha256:1';
let world: World;

function stackOf(status: string) {
  const outputs = {
    ClusterName: 'cluster',
    ServiceName: 'service',
    TargetGroupArn: 'arn:targets',
    LogGroupName: '/ecs/handler',
  };
  return { id: 'handler', status, reason: '', parameters: {}, outputs };
}

function serviceOf(state: string, desired = 2) {
  const deployments = [{ status: 'PRIMARY', state, reason: '', taskDefinition: 'arn:2', running: 2 }];
  const events = ['(service service) deployment failed: deployment circuit breaker was triggered.'];
  return { status: 'ACTIVE', desired, running: 2, taskDefinition: 'arn:2', deployments, events };
}

async function symptoms(): Promise<readonly string[]> {
  const evidence = await gatherEvidence(fakeAws(world), deployment, undefined, 0);
  return diagnose(evidence).map(({ name }) => name);
}

beforeEach(() => {
  world = emptyWorld();
  world.stacks.set('foundations', foundations);
  world.stacks.set('handler', stackOf('UPDATE_COMPLETE'));
  for (const name of ['callback-private-key', 'cosigner-public-key', 'cosigners', 'deployment/images']) {
    world.parameters.set(`/handler/${name}`, { value: image, fingerprint: 'f', key: 'k', secret: false });
  }
  world.images.set('sha256:1', 'sha256:1');
  world.certificate = { status: 'ISSUED', names: ['callback.example.internal'], notAfter: new Date(1) };
  world.service = serviceOf('COMPLETED');
  world.targets = [{ address: '10.0.1.7', state: 'healthy', reason: '' }];
  world.task = {
    arn: 'arn:task',
    status: 'STOPPED',
    stoppedReason: 'Essential container in task exited',
    taskDefinition: 'arn:2',
    containers: [{ name: 'callback-handler', image, digest: '', reason: '', exitCode: 78 }],
  };
});

describe('what the doctor looks at', () => {
  it('is nothing to complain about in a healthy deployment, whatever failed before it', async () => {
    assert.deepEqual(await symptoms(), []);
  });

  it('includes stopped tasks and events while a roll-out is not complete', async () => {
    world.service = serviceOf('IN_PROGRESS');
    assert.deepEqual(await symptoms(), ['circuit_breaker', 'bad_configuration']);
  });

  it('includes them after an update that was undone', async () => {
    world.stacks.set('handler', stackOf('UPDATE_ROLLBACK_COMPLETE'));
    assert.deepEqual(await symptoms(), ['stack_update_undone', 'circuit_breaker', 'bad_configuration']);
  });

  it('does not ask what stands behind a stack that never came up', async () => {
    world.stacks.set('handler', { ...stackOf('ROLLBACK_COMPLETE'), outputs: {} });
    assert.deepEqual(await symptoms(), ['stack_rolled_back']);
  });

  it('includes keys, certificate and image', async () => {
    world.parameters.delete('/handler/cosigners');
    world.certificate = undefined;
    world.images.clear();
    assert.deepEqual(await symptoms(), ['parameter_missing', 'certificate_bad', 'image_missing']);
  });

  for (const [what, change] of [
    ['not issued', { status: 'FAILED' }],
    ['for another name', { names: ['other.example.internal'] }],
    ['expired', { notAfter: new Date(-1) }],
  ] as const) {
    it(`includes a certificate that is ${what}`, async () => {
      world.certificate = {
        status: 'ISSUED',
        names: ['callback.example.internal'],
        notAfter: new Date(1),
        ...change,
      };
      assert.deepEqual(await symptoms(), ['certificate_bad']);
    });
  }

  it('includes endpoints of the network, missing or not ready', async () => {
    const { outputs, ...stack } = stackOf('UPDATE_COMPLETE');
    world.stacks.set('handler', { ...stack, outputs: { ...outputs, VpcId: 'vpc' } });
    assert.deepEqual(await symptoms(), ['endpoint_missing']);
  });

  it('includes targets and a service without tasks', async () => {
    world.targets = [{ address: '10.0.1.7', state: 'unhealthy', reason: 'Target.ResponseCodeMismatch' }];
    world.service = serviceOf('COMPLETED', 0);
    assert.deepEqual(await symptoms(), ['nothing_desired', 'nothing_healthy', 'target_wrong_answer']);
  });
});
