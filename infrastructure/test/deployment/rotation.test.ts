import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  abandonedKeys,
  addAnswerKey,
  addCosignerKey,
  keepNewestAnswerKey,
  keepNewestCosignerKey,
  withCertificate,
} from '../../src/deployment/rotation.ts';
import { sample } from './sample.ts';

describe('rotating the answer key', () => {
  const { deployment: both, added } = addAnswerKey(sample, '/etc/handler/next.pem');

  it('serves the new key on a path of its own beside the old one', () => {
    assert.deepEqual(added, {
      name: 'callback-private-key-2',
      basePath: '/k2',
      file: '/etc/handler/next.pem',
    });
    assert.deepEqual(
      both.answerKeys.map(({ basePath }) => basePath),
      ['/', '/k2'],
    );
    assert.deepEqual(abandonedKeys(sample, both), []);
  });

  it('keeps only the newest at the end, and names the parameter to remove', () => {
    const finished = keepNewestAnswerKey(both);
    assert.deepEqual(finished.answerKeys, [added]);
    assert.deepEqual(abandonedKeys(both, finished), ['/handler/callback-private-key']);
  });

  it('never uses a number again while its key is in use', () => {
    const third = addAnswerKey(keepNewestAnswerKey(both), '/etc/handler/third.pem').added;
    assert.deepEqual([third.name, third.basePath], ['callback-private-key-3', '/k3']);
  });
});

describe('rotating a co-signer key', () => {
  it('accepts both, then only the newest', () => {
    const both = addCosignerKey(sample, 'tokyo', '/etc/handler/new.pem');
    assert.deepEqual(
      both?.cosigners[0]?.publicKeys.map(({ name }) => name),
      ['cosigner-public-key', 'cosigner-public-key-2'],
    );
    const finished = both && keepNewestCosignerKey(both, 'tokyo');
    assert.deepEqual(
      finished?.cosigners[0]?.publicKeys.map(({ name }) => name),
      ['cosigner-public-key-2'],
    );
  });

  it('is refused for a co-signer that nobody knows', () => {
    assert.equal(addCosignerKey(sample, 'osaka', 'x'), undefined);
    assert.equal(keepNewestCosignerKey(sample, 'osaka'), undefined);
  });
});

it('a certificate is one parameter', () => {
  assert.deepEqual(withCertificate(sample, 'arn:new').parameters, {
    ...sample.parameters,
    CertificateArn: 'arn:new',
  });
});
