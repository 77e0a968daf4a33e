/** The service: hardened, rolled back by itself, and given what the handler's configuration asks for. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { type DeploymentName, deployed, stackName } from '../helpers/deployments.ts';
import { at, list, object, text } from '../helpers/json.ts';
import { repository } from '../helpers/template.ts';

const ha = Template.fromJSON(deployed('ha'));
const everything = Template.fromJSON(deployed('everything'));

function environment(name: DeploymentName): Readonly<Record<string, string>> {
  const container = at(
    deployed(name),
    'Resources',
    'TaskDefinition',
    'Properties',
    'ContainerDefinitions',
    0,
  );
  const pairs = list(at(container, 'Environment'));
  return Object.fromEntries(pairs.map((pair) => [text(at(pair, 'Name')), JSON.stringify(at(pair, 'Value'))]));
}

describe('the service', () => {
  test('runs two tasks in two zones, one in the profile economy', () => {
    ha.hasResourceProperties('AWS::ECS::Service', {
      DesiredCount: 2,
      AvailabilityZoneRebalancing: 'ENABLED',
    });
    Template.fromJSON(deployed('economy')).hasResourceProperties('AWS::ECS::Service', {
      DesiredCount: 1,
      NetworkConfiguration: {
        AwsvpcConfiguration: Match.objectLike({ Subnets: [{ Ref: 'SubnetA' }], AssignPublicIp: 'DISABLED' }),
      },
    });
  });

  test('goes back by itself when a deployment fails or the load balancer sees errors', () => {
    ha.hasResourceProperties('AWS::ECS::Service', {
      DeploymentConfiguration: {
        MinimumHealthyPercent: 100,
        MaximumPercent: 200,
        DeploymentCircuitBreaker: { Enable: true, Rollback: true },
        Alarms: {
          Enable: true,
          Rollback: true,
          AlarmNames: [{ Ref: 'UnhealthyTargetsAlarm' }, { Ref: 'TargetErrorsAlarm' }],
        },
      },
    });
  });

  test('waits for the way to it and for the ways out', () => {
    ha.hasResource('AWS::ECS::Service', {
      DependsOn: Match.arrayWith([
        'QuestionRule',
        'ExecutionPolicy',
        'TaskPolicy',
        'EcrApiEndpoint',
        'SsmEndpoint',
        'S3Endpoint',
        'RouteTableOfSubnetA',
      ]),
    });
  });

  test('is scaled only where that was asked for, and then counts its tasks itself', () => {
    ha.resourceCountIs('AWS::ApplicationAutoScaling::ScalableTarget', 0);
    everything.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', {
      MinCapacity: 2,
      MaxCapacity: 4,
    });
    everything.hasResourceProperties('AWS::ECS::Service', { DesiredCount: Match.absent() });
  });
});

describe('a task', () => {
  for (const family of ['callback-handler', 'callback-handler-smoke']) {
    test(`${family} runs as nobody, on a read-only disk, without capabilities`, () => {
      ha.hasResourceProperties('AWS::ECS::TaskDefinition', {
        Family: family,
        NetworkMode: 'awsvpc',
        ContainerDefinitions: [
          Match.objectLike({
            User: '10001:10001',
            Privileged: false,
            ReadonlyRootFilesystem: true,
            LinuxParameters: { InitProcessEnabled: true, Capabilities: { Drop: ['ALL'] } },
          }),
        ],
      });
    });
  }

  test('of the smoke test has no role, and so no key', () => {
    ha.hasResourceProperties('AWS::ECS::TaskDefinition', {
      Family: 'callback-handler-smoke',
      TaskRoleArn: Match.absent(),
    });
  });

  test('has more time to stop than the handler takes to drain', () => {
    ha.hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [
        Match.objectLike({
          StopTimeout: 60,
          HealthCheck: Match.objectLike({ Command: ['CMD', 'node', 'src/main.ts', 'health'] }),
        }),
      ],
    });
  });

  test('keeps no secret in its environment, and nothing that the handler does not know', () => {
    const known = readFileSync(join(repository, 'README.md'), 'utf8');
    for (const [name, value] of Object.entries(environment('everything'))) {
      assert.doesNotMatch(value, /PRIVATE KEY|SECRET/);
      if (name.startsWith('CALLBACK_')) assert.ok(known.includes(`| \`${name}\` |`), name);
    }
  });

  test('is told where its documents, its ledger and its pinned policy are', () => {
    const {
      CALLBACK_COSIGNERS,
      CALLBACK_POLICY,
      CALLBACK_POLICY_SHA256,
      CALLBACK_LEDGER,
      CALLBACK_CHECKPOINTS,
      PORT,
    } = environment('ha');
    assert.equal(CALLBACK_COSIGNERS, `"ssm:/${stackName}/cosigners"`);
    assert.equal(CALLBACK_POLICY, '"s3:callback-bootstrap-bucket-1a2b3c/policy/policy.yaml"');
    assert.equal(CALLBACK_POLICY_SHA256, `"${'cd'.repeat(32)}"`);
    assert.match(CALLBACK_LEDGER ?? '', /^\{"Fn::Sub":"dynamodb:\$\{LedgerTable\}"\}$/);
    assert.equal(CALLBACK_CHECKPOINTS, `"s3:callback-bootstrap-checkpoints-1a2b3c/${stackName}"`);
    assert.equal(PORT, '"3000"');
  });

  test('has TLS material named only where it speaks TLS', () => {
    assert.ok(!('CALLBACK_TLS_KEY' in environment('ha')));
    assert.ok('CALLBACK_TLS_KEY' in environment('everything'));
  });

  test('is started anew by another KeyVersion', () => {
    const container = at(
      deployed('ha'),
      'Resources',
      'TaskDefinition',
      'Properties',
      'ContainerDefinitions',
      0,
    );
    assert.deepEqual(object(at(container, 'DockerLabels')), { 'key-version': '1' });
  });
});
