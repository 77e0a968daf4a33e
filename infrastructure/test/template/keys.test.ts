/** Keys: the one that encrypts, and the one that signs where KMS does. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { deployed } from '../helpers/deployments.ts';
import { at, list, many, object } from '../helpers/json.ts';

const bootstrap = Template.fromJSON(deployed('bootstrap'));
const everything = Template.fromJSON(deployed('everything'));

describe('the encryption key', () => {
  test('is replaced yearly and outlives its stack', () => {
    bootstrap.hasResource('AWS::KMS::Key', {
      DeletionPolicy: 'Retain',
      Properties: Match.objectLike({ EnableKeyRotation: true }),
    });
  });

  test('is usable by events without a source account, which they do not send', () => {
    const statements = list(
      at(deployed('bootstrap'), 'Resources', 'Key', 'Properties', 'KeyPolicy', 'Statement'),
    );
    const ofEvents = statements.filter((statement) =>
      JSON.stringify(statement).includes('events.amazonaws.com'),
    );
    assert.deepEqual(
      ofEvents.map((statement) => 'Condition' in object(statement)),
      [false],
    );
  });
});

describe('the answer key in KMS', () => {
  test('is made only where it was asked for', () => {
    Template.fromJSON(deployed('ha')).resourceCountIs('AWS::KMS::Key', 0);
    everything.hasResourceProperties('AWS::KMS::Key', { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' });
  });

  test('signs for tasks only, not for administrators', () => {
    const statements = list(
      at(deployed('everything'), 'Resources', 'AnswerKey', 'Properties', 'KeyPolicy', 'Statement'),
    );
    const signing = statements.filter((statement) => many(at(statement, 'Action')).includes('kms:Sign'));
    assert.deepEqual(
      signing.map((statement) => at(statement, 'Principal')),
      [{ AWS: { 'Fn::GetAtt': ['TaskRole', 'Arn'] } }],
    );
  });
});

test('images cannot be moved to another tag, are scanned and encrypted', () => {
  bootstrap.hasResourceProperties('AWS::ECR::Repository', {
    ImageTagMutability: 'IMMUTABLE',
    ImageScanningConfiguration: { ScanOnPush: true },
    EncryptionConfiguration: Match.objectLike({ EncryptionType: 'KMS' }),
  });
});

test('checkpoints are locked when they are written', () => {
  bootstrap.hasResourceProperties('AWS::S3::Bucket', {
    ObjectLockEnabled: true,
    ObjectLockConfiguration: {
      ObjectLockEnabled: 'Enabled',
      Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 2557 } },
    },
  });
});
