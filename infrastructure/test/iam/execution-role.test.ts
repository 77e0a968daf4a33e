/** ECS's role: fetches one image and writes one log, and does nothing else. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { at } from '../helpers/json.ts';
import { accountId, region } from '../helpers/resolve.ts';
import { allowed, arn, type Call, parameterArn, roleOf, template } from '../helpers/simulate.ts';
import { foreignCalls } from './foreign-calls.ts';

const role = roleOf('ha', 'ExecutionRole');
const pulls: readonly Call[] = [
  { action: 'ecr:GetAuthorizationToken', resource: '*' },
  ...['BatchCheckLayerAvailability', 'GetDownloadUrlForLayer', 'BatchGetImage'].map((action) => ({
    action: `ecr:${action}`,
    resource: arn.repository,
  })),
];
const stream = `arn:aws:logs:${region}:${accountId}:log-group:/ecs/callback-handler:log-stream:callback-handler/callback-handler/0123`;
const calls: Readonly<Record<string, readonly Call[]>> = {
  EcrApiEndpoint: pulls,
  EcrDkrEndpoint: pulls,
  LogsEndpoint: [
    { action: 'logs:CreateLogStream', resource: stream },
    { action: 'logs:PutLogEvents', resource: stream },
  ],
};

describe('ECS may', () => {
  for (const [endpoint, made] of Object.entries(calls)) {
    for (const call of made) {
      test(`${call.action} through ${endpoint}`, async () => {
        const endpointPolicy = at(template('ha'), 'Resources', endpoint, 'Properties', 'PolicyDocument');
        assert.equal(await allowed(role, call, { endpointPolicy }), true);
      });
    }
  }
});

describe('ECS may not', () => {
  for (const call of foreignCalls) {
    test(`${call.action} on ${call.resource}`, async () => assert.equal(await allowed(role, call), false));
  }

  const nearMisses: readonly Call[] = [
    { action: 'ssm:GetParameter', resource: parameterArn('callback-private-key') },
    { action: 'ssm:GetParameters', resource: parameterArn('callback-private-key') },
    { action: 'dynamodb:GetItem', resource: arn.ledger },
    { action: 'kms:Sign', resource: arn.answerKey },
    { action: 'logs:CreateLogGroup', resource: `${arn.logs}:*` },
  ];
  for (const call of nearMisses) {
    test(`${call.action} on ${call.resource}`, async () => assert.equal(await allowed(role, call), false));
  }
});
