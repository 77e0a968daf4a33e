import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parsePolicyPlace } from '../../src/config/policy-place.ts';

it('a policy lies in a file or in a bucket', () => {
  assert.deepEqual(parsePolicyPlace('file:a:b/c.yaml'), { kind: 'file', path: 'a:b/c.yaml' });
  assert.deepEqual(parsePolicyPlace('s3:abc/p'), { kind: 's3', bucket: 'abc', key: 'p' });
  assert.deepEqual(parsePolicyPlace('s3:my.bucket-1/policy/p.yaml'), {
    kind: 's3',
    bucket: 'my.bucket-1',
    key: 'policy/p.yaml',
  });
});

for (const text of [
  '',
  'file:',
  'p.yaml',
  'ssm:/p',
  's3:',
  's3:bucket',
  's3:bucket/',
  's3:ab/p',
  's3:Bucket/p',
  's3:bucket//p',
  's3:bucket/folder/',
  's3://bucket/p',
]) {
  it(`\`${text}\` is no such place`, () => {
    assert.equal(parsePolicyPlace(text), undefined);
  });
}
