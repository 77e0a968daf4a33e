/** The ledger's table: shared, encrypted, restorable, and never deleted by the way. */

import { test } from 'node:test';
import { Template } from 'aws-cdk-lib/assertions';
import { deployed, names, stackName } from '../helpers/deployments.ts';

const ha = Template.fromJSON(deployed('ha'));

test('the ledger’s table has the handler’s keys, its own expiry, and every second of 35 days', () => {
  ha.hasResourceProperties('AWS::DynamoDB::Table', {
    TableName: `${stackName}-ledger`,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: names.key },
    DeletionProtectionEnabled: true,
  });
});

test('table and log stay when the stack goes, but not when its creation failed', () => {
  for (const type of ['AWS::DynamoDB::Table', 'AWS::Logs::LogGroup'])
    ha.hasResource(type, { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
});
