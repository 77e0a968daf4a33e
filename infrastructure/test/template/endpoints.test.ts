/** Doors to AWS: those that a task needs, by their usual names, each with a policy of its own. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type DeploymentName, deployed } from '../helpers/deployments.ts';
import { at, type Json, list, object, text } from '../helpers/json.ts';

function endpoints(name: DeploymentName): ReadonlyMap<string, Json> {
  const all = Object.values(object(deployed(name)['Resources'])).filter(
    (resource) => at(resource, 'Type') === 'AWS::EC2::VPCEndpoint',
  );
  return new Map(
    all.map((resource) => [
      text(at(resource, 'Properties', 'ServiceName')).replace('com.amazonaws.ap-northeast-1.', ''),
      at(resource, 'Properties'),
    ]),
  );
}

const gateways = ['s3', 'dynamodb'];

describe('endpoints', () => {
  test('are those of image, logs, parameters and ledger', () => {
    assert.deepEqual([...endpoints('ha').keys()].sort(), [
      'dynamodb',
      'ecr.api',
      'ecr.dkr',
      'logs',
      's3',
      'ssm',
    ]);
  });

  test('and that of KMS where KMS signs', () => {
    assert.deepEqual([...endpoints('everything').keys()].sort(), [
      'dynamodb',
      'ecr.api',
      'ecr.dkr',
      'kms',
      'logs',
      's3',
      'ssm',
    ]);
  });

  for (const [service, properties] of endpoints('everything')) {
    test(`${service} has a policy of its own`, () => {
      for (const statement of list(at(properties, 'PolicyDocument', 'Statement'))) {
        assert.equal(at(statement, 'Effect'), 'Allow');
        assert.doesNotMatch(JSON.stringify(at(statement, 'Action')), /\*/);
      }
    });

    test(`${service} is ${gateways.includes(service) ? 'a gateway' : 'found by its usual name'}`, () => {
      if (gateways.includes(service)) assert.equal(at(properties, 'VpcEndpointType'), 'Gateway');
      else assert.equal(at(properties, 'PrivateDnsEnabled'), true);
    });
  }

  test('stand in both zones, and in one in the profile economy', () => {
    const zones = (name: DeploymentName): number => list(at(endpoints(name).get('ssm'), 'SubnetIds')).length;
    assert.equal(zones('ha'), 2);
    assert.equal(zones('economy'), 1);
  });
});
