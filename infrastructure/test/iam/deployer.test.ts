/** The deployer's policies: every call of the commands and of CloudFormation in its name, and none of the others. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { names, stackName } from '../helpers/deployments.ts';
import { at, object } from '../helpers/json.ts';
import { accountId, region } from '../helpers/resolve.ts';
import { allowed, arn, type Call, parameterArn, roleOf, template } from '../helpers/simulate.ts';
import { foreignCalls } from './foreign-calls.ts';

const deployer = roleOf('deployer');
const own = (service: string, resource: string): string =>
  `arn:aws:${service}:${region}:${accountId}:${resource}`;
const stack = own('cloudformation', `stack/${stackName}/0c6d3c1e`);
const cluster = own('ecs', 'cluster/fireblocks-callback-cluster');
const service = own('ecs', 'service/fireblocks-callback-cluster/callback-handler-service');
const role = `arn:aws:iam::${accountId}:role/${stackName}-TaskRole-1A2B3C`;
const policy = `arn:aws:iam::${accountId}:policy/${stackName}-TaskPolicy-1A2B3C`;
const group = own('ec2', 'security-group/sg-0123456789abcdef0');
const vpc = own('ec2', 'vpc/vpc-0123456789abcdef0');
const balancer = own('elasticloadbalancing', 'loadbalancer/app/fireblocks-callback-alb/0123456789abcdef');
const listener = own(
  'elasticloadbalancing',
  'listener/app/fireblocks-callback-alb/0123456789abcdef/0123456789abcdef',
);
const zone = 'arn:aws:route53:::hostedzone/Z0123456789';
const task = own('ecs', 'task/fireblocks-callback-cluster/0123456789abcdef0123456789abcdef');

type Pair = readonly [action: string, resource: string, context?: Readonly<Record<string, string>>];

const commands: readonly Pair[] = [
  ...[
    'CreateChangeSet',
    'DescribeChangeSet',
    'ExecuteChangeSet',
    'DeleteChangeSet',
    'DescribeStacks',
    'DescribeStackEvents',
    'ListStackResources',
    'GetTemplate',
    'ContinueUpdateRollback',
    'DeleteStack',
    'UpdateTerminationProtection',
    'SetStackPolicy',
  ].map((action): Pair => [`cloudformation:${action}`, stack]),
  ['cloudformation:DescribeStacks', own('cloudformation', 'stack/fireblocks-callback-bootstrap/1')],
  ['cloudformation:ValidateTemplate', '*'],
  ['ecr:GetAuthorizationToken', '*'],
  ...[
    'BatchCheckLayerAvailability',
    'InitiateLayerUpload',
    'UploadLayerPart',
    'CompleteLayerUpload',
    'PutImage',
    'BatchGetImage',
    'DescribeImages',
    'DescribeRepositories',
    'DescribeImageScanFindings',
  ].map((action): Pair => [`ecr:${action}`, arn.repository]),
  ...[
    'callback-private-key',
    'callback-private-key-2',
    'cosigner-public-key',
    'cosigners',
    'tls-private-key',
  ].map((name): Pair => ['ssm:PutParameter', parameterArn(name)]),
  ['ssm:ListTagsForResource', parameterArn('callback-private-key')],
  ['ssm:AddTagsToResource', parameterArn('callback-private-key')],
  ['ssm:DeleteParameters', parameterArn('callback-private-key')],
  ['ssm:DescribeParameters', '*'],
  ['ecr:BatchDeleteImage', arn.repository],
  ['ec2:DescribeVpcEndpoints', '*'],
  ['elasticloadbalancing:DescribeListeners', '*'],
  ['logs:DescribeLogGroups', '*'],
  ['logs:DeleteLogGroup', arn.logs],
  ['s3:GetObject', `arn:aws:s3:::${names.bucket}/policy/policy.yaml`],
  ['s3:ListBucket', `arn:aws:s3:::${names.bucket}`, { 's3:prefix': 'policy/' }],
  ['cloudformation:CreateChangeSet', own('cloudformation', 'stack/fireblocks-callback-bootstrap/1')],
  ['ecs:DescribeTaskDefinition', '*'],
  ['ssm:GetParameter', parameterArn('cosigners')],
  ['ssm:GetParameter', parameterArn('deployed-images')],
  ['kms:Encrypt', names.key, { 'kms:ViaService': `ssm.${region}.amazonaws.com` }],
  ['s3:PutObject', `arn:aws:s3:::${names.bucket}/policy/policy.yaml`],
  ['ecs:DescribeServices', service, { 'ecs:cluster': cluster }],
  ['ecs:ListTasks', '*', { 'ecs:cluster': cluster }],
  ['ecs:DescribeTasks', task, { 'ecs:cluster': cluster }],
  ['ecs:RunTask', own('ecs', 'task-definition/callback-handler-smoke:3'), { 'ecs:cluster': cluster }],
  ['iam:PassRole', role, { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' }],
  ['elasticloadbalancing:DescribeTargetHealth', '*'],
  ['logs:FilterLogEvents', `${arn.logs}:*`],
  ['acm:DescribeCertificate', names.certificate],
  ['iam:UploadServerCertificate', `arn:aws:iam::${accountId}:server-certificate/${stackName}-2026-11-24`],
  ['ec2:DescribeManagedPrefixLists', '*'],
];

const stackWork: readonly Pair[] = [
  ['ec2:CreateVpc', vpc],
  ['ec2:ModifyVpcAttribute', vpc],
  ['ec2:CreateSecurityGroup', group],
  ['ec2:AuthorizeSecurityGroupIngress', group],
  ['ec2:RevokeSecurityGroupEgress', group],
  ['ec2:CreateVpcEndpoint', own('ec2', 'vpc-endpoint/vpce-0123456789abcdef0')],
  ['ec2:CreateFlowLogs', own('ec2', 'vpc-flow-log/fl-0123456789abcdef0')],
  ['elasticloadbalancing:CreateLoadBalancer', balancer],
  ['elasticloadbalancing:ModifyLoadBalancerAttributes', balancer],
  ['elasticloadbalancing:ModifyListener', listener],
  [
    'elasticloadbalancing:CreateTargetGroup',
    own('elasticloadbalancing', 'targetgroup/fireb-Targe-1A2B3C/0123456789abcdef'),
  ],
  ['route53:ChangeResourceRecordSets', zone],
  ['iam:CreateRole', role],
  ['iam:AttachRolePolicy', role, { 'iam:PolicyARN': policy }],
  ['iam:CreatePolicy', policy],
  ['ecs:CreateCluster', cluster],
  ['ecs:CreateService', service],
  ['ecs:UpdateService', service],
  ['ecs:RegisterTaskDefinition', own('ecs', 'task-definition/callback-handler:4')],
  ['dynamodb:CreateTable', arn.ledger],
  ['dynamodb:UpdateContinuousBackups', arn.ledger],
  ['kms:CreateGrant', names.key, { 'kms:GrantIsForAWSResource': 'true' }],
  ['kms:Decrypt', names.key, { 'kms:ViaService': `dynamodb.${region}.amazonaws.com` }],
  ['kms:CreateKey', '*', { 'aws:RequestTag/stack': stackName }],
  ['kms:PutKeyPolicy', arn.answerKey, { 'aws:ResourceTag/stack': stackName }],
  ['kms:CreateAlias', own('kms', `alias/${stackName}-answer`)],
  ['logs:CreateLogGroup', arn.logs],
  ['logs:PutRetentionPolicy', arn.logs],
  ['cloudwatch:PutMetricAlarm', own('cloudwatch', `alarm:${stackName}-CpuAlarm-1A2B3C`)],
  ['cloudwatch:PutDashboard', `arn:aws:cloudwatch::${accountId}:dashboard/${stackName}`],
  ['sns:CreateTopic', own('sns', `${stackName}-AlarmTopic-1A2B3C`)],
  ['events:PutRule', own('events', `rule/${stackName}-DeploymentEvents-1A2B3C`)],
  [
    'application-autoscaling:RegisterScalableTarget',
    own('application-autoscaling', 'scalable-target/0ec512345678'),
  ],
];

const toCall = ([action, resource, context]: Pair): Call => ({
  action,
  resource,
  ...(context && { context }),
});

describe('the deployer may', () => {
  for (const call of [...commands, ...stackWork].map(toCall)) {
    test(`${call.action} on ${call.resource}`, async () => assert.equal(await allowed(deployer, call), true));
  }
});

describe('the deployer may not', () => {
  for (const call of foreignCalls) {
    test(`${call.action} on ${call.resource}`, async () =>
      assert.equal(await allowed(deployer, call), false));
  }

  const nearMisses: readonly Pair[] = [
    ['ssm:GetParameter', parameterArn('callback-private-key')],
    ['ssm:GetParameter', parameterArn('callback-private-key-2')],
    ['ssm:GetParameter', parameterArn('tls-private-key')],
    ['kms:Decrypt', names.key, { 'kms:ViaService': `ssm.${region}.amazonaws.com` }],
    ['cloudformation:ExecuteChangeSet', own('cloudformation', 'stack/fireblocks-callback-bootstrap/1')],
    ['s3:ListBucket', `arn:aws:s3:::${names.bucket}`, { 's3:prefix': 'alb/' }],
    ['kms:Sign', arn.answerKey],
    ['kms:CreateGrant', names.key, { 'kms:GrantIsForAWSResource': 'false' }],
    ['kms:CreateKey', '*'],
    ['kms:PutKeyPolicy', arn.answerKey, { 'aws:ResourceTag/stack': 'other-stack' }],
    ['dynamodb:PutItem', arn.ledger],
    ['dynamodb:GetItem', arn.ledger],
    ['s3:PutObject', `arn:aws:s3:::${names.checkpoints}/${stackName}/1.json`],
    ['iam:PassRole', role, { 'iam:PassedToService': 'ec2.amazonaws.com' }],
    ['iam:AttachRolePolicy', role, { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/AdministratorAccess' }],
    ['iam:PutRolePolicy', role],
    ['ecs:RunTask', own('ecs', 'task-definition/callback-handler:3'), { 'ecs:cluster': cluster }],
    [
      'ecs:RunTask',
      own('ecs', 'task-definition/callback-handler-smoke:3'),
      { 'ecs:cluster': own('ecs', 'cluster/other') },
    ],
  ];
  for (const call of nearMisses.map(toCall)) {
    test(`${call.action} on ${call.resource} ${Object.values(call.context ?? {}).join(' ')}`, async () =>
      assert.equal(await allowed(deployer, call), false));
  }

  test('read answer keys even when somebody gives the role every right', async () => {
    const everything = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
    };
    const administrator = {
      ...deployer,
      policies: [...deployer.policies, { name: 'all', policy: everything }],
    };
    const read = { action: 'ssm:GetParameter', resource: parameterArn('callback-private-key') };
    assert.equal(await allowed(administrator, read), false);
    assert.equal(await allowed(administrator, { action: 'dynamodb:PutItem', resource: arn.ledger }), false);
  });
});

test('each policy fits into a managed policy: 6,144 characters without spaces', () => {
  for (const [id, resource] of Object.entries(object(template('deployer')['Resources']))) {
    const size = JSON.stringify(at(resource, 'Properties', 'PolicyDocument')).length;
    assert.ok(size <= 6_144, `${id} has ${size}`);
  }
});
