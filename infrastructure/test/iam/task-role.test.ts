/** The handler's role: every call that its code makes, and none of the others. Also through the endpoints' policies. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { names, stackName } from '../helpers/deployments.ts';
import { at } from '../helpers/json.ts';
import { region } from '../helpers/resolve.ts';
import { allowed, arn, type Call, parameterArn, roleOf, template } from '../helpers/simulate.ts';
import { repository } from '../helpers/template.ts';
import { foreignCalls } from './foreign-calls.ts';

const through = (service: string): string => `${service}.${region}.amazonaws.com`;
const parameters = [
  'callback-private-key',
  'callback-private-key-2',
  'cosigner-public-key',
  'cosigners',
  'tls-certificate',
  'tls-private-key',
];
/** `TransactWriteItems` is allowed by what it puts, updates and deletes; it has no permission of its own. */
const ledgerActions = ['BatchGetItem', 'Query', 'PutItem', 'UpdateItem'];

/** By the endpoint that each goes through; KMS is called by SSM, DynamoDB and S3 themselves. */
const calls: Readonly<Record<string, readonly Call[]>> = {
  SsmEndpoint: parameters.map((name) => ({ action: 'ssm:GetParameter', resource: parameterArn(name) })),
  S3Endpoint: [
    { action: 's3:GetObject', resource: `arn:aws:s3:::${names.bucket}/policy/policy.yaml` },
    { action: 's3:PutObject', resource: `arn:aws:s3:::${names.checkpoints}/${stackName}/2026/11/1.json` },
  ],
  DynamoDbEndpoint: [
    ...ledgerActions.map((action) => ({ action: `dynamodb:${action}`, resource: arn.ledger })),
    ...['t#0123', 'f#0123', 'control'].map((key) => ({
      action: 'dynamodb:DeleteItem',
      resource: arn.ledger,
      context: { 'dynamodb:LeadingKeys': key },
    })),
  ],
};

const keyCalls: readonly Call[] = [
  ...parameters.slice(0, 3).map((name) => ({
    action: 'kms:Decrypt',
    resource: names.key,
    context: { 'kms:ViaService': through('ssm'), 'kms:EncryptionContext:PARAMETER_ARN': parameterArn(name) },
  })),
  ...['Encrypt', 'Decrypt', 'GenerateDataKey', 'DescribeKey'].map((action) => ({
    action: `kms:${action}`,
    resource: names.key,
    context: { 'kms:ViaService': through('dynamodb') },
  })),
  { action: 'kms:GenerateDataKey', resource: names.key, context: { 'kms:ViaService': through('s3') } },
];

/** Commands of the AWS clients that the handler's code names. */
function commandsOfTheCode(): readonly string[] {
  const folder = join(repository, 'app/src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const named = files.flatMap((name) =>
    Array.from(readFileSync(join(folder, name), 'utf8').matchAll(/new (\w+Command)\(/g), ([, one]) => one),
  );
  return [...new Set(named)].map(String).sort();
}

test('the calls below are those of the handler’s code', () => {
  assert.deepEqual(commandsOfTheCode(), [
    'BatchGetItemCommand',
    'GetObjectCommand',
    'GetParameterCommand',
    'GetPublicKeyCommand',
    'PutObjectCommand',
    'QueryCommand',
    'SignCommand',
    'TransactWriteItemsCommand',
  ]);
});

describe('the handler may', () => {
  const role = roleOf('ha', 'TaskRole');
  for (const [endpoint, made] of Object.entries(calls)) {
    for (const call of made) {
      test(`${call.action} on ${call.resource.replace(/^.*[:/]/, '')}, through ${endpoint}`, async () => {
        const endpointPolicy = at(template('ha'), 'Resources', endpoint, 'Properties', 'PolicyDocument');
        assert.equal(await allowed(role, call, { endpointPolicy }), true);
      });
    }
  }

  for (const call of keyCalls) {
    test(`${call.action} through ${call.context?.['kms:ViaService']}`, async () => {
      assert.equal(await allowed(role, call), true);
    });
  }

  test('sign with the answer key in KMS, by the key’s own policy and through its endpoint', async () => {
    const resources = at(template('everything'), 'Resources');
    const surroundings = {
      resourcePolicy: at(resources, 'AnswerKey', 'Properties', 'KeyPolicy'),
      endpointPolicy: at(resources, 'KmsEndpoint', 'Properties', 'PolicyDocument'),
    };
    const signer = { ...roleOf('everything', 'TaskRole'), arn: arn.taskRole };
    for (const action of ['kms:Sign', 'kms:GetPublicKey'])
      assert.equal(await allowed(signer, { action, resource: arn.answerKey }, surroundings), true, action);
    const other = { ...signer, arn: `${arn.taskRole}-of-another-stack` };
    assert.equal(await allowed(other, { action: 'kms:Sign', resource: arn.answerKey }, surroundings), false);
  });
});

describe('the handler may not', () => {
  const role = roleOf('everything', 'TaskRole');
  for (const call of foreignCalls) {
    test(`${call.action} on ${call.resource}`, async () => assert.equal(await allowed(role, call), false));
  }

  const nearMisses: readonly Call[] = [
    { action: 'ssm:GetParameter', resource: parameterArn('callback-private-key', `${stackName}-2`) },
    { action: 'ssm:PutParameter', resource: parameterArn('cosigners') },
    {
      action: 'kms:Decrypt',
      resource: names.key,
      context: {
        'kms:ViaService': through('ssm'),
        'kms:EncryptionContext:PARAMETER_ARN': parameterArn('callback-private-key', 'other-stack'),
      },
    },
    { action: 'kms:Decrypt', resource: names.key, context: { 'kms:ViaService': through('secretsmanager') } },
    { action: 's3:PutObject', resource: `arn:aws:s3:::${names.bucket}/policy/policy.yaml` },
    { action: 's3:PutObject', resource: `arn:aws:s3:::${names.checkpoints}/other-stack/1.json` },
    { action: 's3:GetObject', resource: `arn:aws:s3:::${names.checkpoints}/${stackName}/1.json` },
    ...['q#0123', 'w#0123', 'b#0123#1', 'heads#7', 'c#0123#1'].map((key) => ({
      action: 'dynamodb:DeleteItem',
      resource: arn.ledger,
      context: { 'dynamodb:LeadingKeys': key },
    })),
    ...['GetItem', 'ConditionCheckItem', 'DescribeTable', 'UpdateTable'].map((name) => ({
      action: `dynamodb:${name}`,
      resource: arn.ledger,
    })),
    { action: 'dynamodb:UpdateTimeToLive', resource: arn.ledger },
    { action: 'ecr:BatchGetImage', resource: arn.repository },
    { action: 'logs:PutLogEvents', resource: `${arn.logs}:log-stream:callback-handler/x` },
  ];
  for (const call of nearMisses) {
    test(`${call.action} on ${call.resource} ${Object.values(call.context ?? {}).join(' ')}`, async () =>
      assert.equal(await allowed(role, call), false));
  }
});
