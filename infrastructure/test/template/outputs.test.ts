/** The names that scripts and other stacks rely on. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { object } from '../helpers/json.ts';
import { readTemplate } from '../helpers/template.ts';

const service = [
  'AlarmTopicArn',
  'AnswerKeyArn',
  'CallbackUrl',
  'ClusterName',
  'CosignerSecurityGroupId',
  'DashboardName',
  'EndpointSecurityGroupId',
  'HostName',
  'LedgerTableName',
  'ListenerArn',
  'LoadBalancerArn',
  'LoadBalancerDnsName',
  'LoadBalancerHostedZoneId',
  'LoadBalancerSecurityGroupId',
  'LogGroupName',
  'PrivateSubnetIds',
  'RouteTableId',
  'ServiceName',
  'ServiceSecurityGroupId',
  'SmokeSecurityGroupId',
  'SmokeTaskDefinitionArn',
  'TargetGroupArn',
  'TaskDefinitionArn',
  'VpcId',
];
const bootstrap = ['BucketName', 'CheckpointBucketName', 'KmsKeyArn', 'RepositoryName', 'RepositoryUri'];

for (const [file, names] of [
  ['cloudformation.yaml', service],
  ['cloudformation-existing-vpc.yaml', service],
  ['bootstrap.yaml', bootstrap],
] as const) {
  test(`${file} gives the names that others rely on`, () => {
    assert.deepEqual(Object.keys(object(readTemplate(file)['Outputs'])).sort(), names);
  });
}

test('what bootstrap.yaml gives, cloudformation.yaml takes under the same name', () => {
  const parameters = Object.keys(object(readTemplate('cloudformation.yaml')['Parameters']));
  for (const name of bootstrap.filter((name) => name !== 'RepositoryUri'))
    assert.ok(parameters.includes(name), name);
});
