/** Calls that no role of this deployment ever makes. */

import { names, stackName } from '../helpers/deployments.ts';
import { accountId, region } from '../helpers/resolve.ts';
import { arn, type Call, parameterArn } from '../helpers/simulate.ts';

const role = `arn:aws:iam::${accountId}:role/administrator`;
const otherTable = `arn:aws:dynamodb:${region}:${accountId}:table/payroll`;
const otherKey = `arn:aws:kms:${region}:${accountId}:key/99999999-9999-4999-8999-999999999999`;
const otherBucket = 'arn:aws:s3:::payroll';
const checkpoint = `arn:aws:s3:::${names.checkpoints}/${stackName}/1.json`;
const logObject = `arn:aws:s3:::${names.bucket}/alb/requests/1.gz`;
const instance = `arn:aws:ec2:${region}:${accountId}:instance/i-0123456789abcdef0`;

const pairs: readonly (readonly [action: string, resource: string])[] = [
  ['iam:CreateUser', `arn:aws:iam::${accountId}:user/mallory`],
  ['iam:CreateAccessKey', `arn:aws:iam::${accountId}:user/mallory`],
  ['iam:AttachRolePolicy', role],
  ['iam:PutRolePolicy', role],
  ['iam:UpdateAssumeRolePolicy', role],
  ['iam:PassRole', role],
  ['iam:CreateRole', role],
  ['iam:CreatePolicyVersion', `arn:aws:iam::${accountId}:policy/administrator`],
  ['sts:AssumeRole', role],
  ['ssm:GetParameter', `arn:aws:ssm:${region}:${accountId}:parameter/other-stack/callback-private-key`],
  ['ssm:PutParameter', `arn:aws:ssm:${region}:${accountId}:parameter/other-stack/callback-private-key`],
  ['ssm:GetParametersByPath', parameterArn('callback-private-key')],
  ['ssm:SendCommand', instance],
  ['ssm:StartSession', instance],
  ['secretsmanager:GetSecretValue', `arn:aws:secretsmanager:${region}:${accountId}:secret:payroll-AbCdEf`],
  ['kms:Decrypt', otherKey],
  ['kms:Decrypt', names.key],
  ['kms:Encrypt', names.key],
  ['kms:GenerateDataKey', names.key],
  ['kms:Sign', otherKey],
  ['kms:ScheduleKeyDeletion', names.key],
  ['kms:PutKeyPolicy', names.key],
  ['kms:DisableKey', names.key],
  ['s3:GetObject', `${otherBucket}/salaries.csv`],
  ['s3:PutObject', `${otherBucket}/salaries.csv`],
  ['s3:ListBucket', otherBucket],
  ['s3:GetObject', logObject],
  ['s3:DeleteObject', logObject],
  ['s3:DeleteObject', checkpoint],
  ['s3:DeleteObjectVersion', checkpoint],
  ['s3:BypassGovernanceRetention', checkpoint],
  ['s3:PutBucketPolicy', `arn:aws:s3:::${names.checkpoints}`],
  ['s3:PutBucketPolicy', `arn:aws:s3:::${names.bucket}`],
  ['dynamodb:GetItem', otherTable],
  ['dynamodb:PutItem', otherTable],
  ['dynamodb:DeleteTable', otherTable],
  ['dynamodb:DeleteItem', arn.ledger],
  ['dynamodb:BatchWriteItem', arn.ledger],
  ['dynamodb:Scan', arn.ledger],
  ['logs:DeleteLogGroup', `arn:aws:logs:${region}:${accountId}:log-group:/payroll:*`],
  ['logs:PutLogEvents', `arn:aws:logs:${region}:${accountId}:log-group:/payroll:log-stream:x`],
  ['logs:DeleteLogStream', `${arn.logs}:log-stream:callback-handler/x`],
  ['ecr:PutImage', `arn:aws:ecr:${region}:${accountId}:repository/payroll`],
  ['ecr:DeleteRepository', arn.repository],
  ['ecr:BatchDeleteImage', `arn:aws:ecr:${region}:${accountId}:repository/payroll`],
  ['ecr:BatchGetImage', `arn:aws:ecr:${region}:${accountId}:repository/payroll`],
  [
    'ecs:ExecuteCommand',
    `arn:aws:ecs:${region}:${accountId}:task/fireblocks-callback-cluster/0123456789abcdef0123456789abcdef`,
  ],
  ['ecs:UpdateService', `arn:aws:ecs:${region}:${accountId}:service/payroll/payroll`],
  ['ec2:RunInstances', instance],
  ['ec2:CreateInternetGateway', `arn:aws:ec2:${region}:${accountId}:internet-gateway/igw-0123456789abcdef0`],
  ['ec2:CreateRoute', `arn:aws:ec2:${region}:${accountId}:route-table/rtb-0123456789abcdef0`],
  ['lambda:InvokeFunction', `arn:aws:lambda:${region}:${accountId}:function:payroll`],
  ['sns:Publish', `arn:aws:sns:${region}:${accountId}:payroll`],
  ['cloudtrail:StopLogging', `arn:aws:cloudtrail:${region}:${accountId}:trail/organisation`],
  ['cloudformation:DeleteStack', `arn:aws:cloudformation:${region}:${accountId}:stack/payroll/1`],
  ['organizations:LeaveOrganization', '*'],
];

export const foreignCalls: readonly Call[] = pairs.map(([action, resource]) => ({ action, resource }));
