import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cosignersDocument } from '../../src/deployment/cosigners-document.ts';
import { parseDeployment } from '../../src/deployment/deployment.ts';
import { covers } from '../../src/deployment/prepare.ts';
import { sample } from './sample.ts';

const parse = (change: object) =>
  parseDeployment(JSON.stringify({ version: 1, ...sample, ...change }), '/etc/handler');
const problems = (change: object): string => {
  const parsed = parse(change);
  return parsed.ok ? '' : parsed.error.join('\n');
};

describe('a deployment file', () => {
  it('is read, and its paths are relative to itself', () => {
    const parsed = parse({ policy: '../policy.yaml' });
    assert.equal(parsed.ok ? parsed.value.policy : '', '/etc/policy.yaml');
  });

  it('tells every problem at once', () => {
    const found = problems({ account: '12', region: 'tokyo', colour: 'red', answerKeys: [] });
    assert.match(found, /account: must match/);
    assert.match(found, /region: must match/);
    assert.match(found, /colour: is not known/);
    assert.match(found, /answerKeys: must be a list with at least one entry/);
  });

  it('names the place of a problem inside a list', () => {
    assert.match(
      problems({ answerKeys: [{ name: 'x', basePath: 'k2', file: 'f' }] }),
      /answerKeys\[0\]\.basePath: must match/,
    );
  });

  it('may not set what the deployment sets itself', () => {
    assert.match(
      problems({ parameters: { ContainerImage: 'x' } }),
      /parameters\.ContainerImage: is set by the deployment/,
    );
    assert.equal(problems({ parameters: { Profile: 'economy' } }), '');
  });

  it('may not use a name, a path or a signer twice', () => {
    const key = { name: 'a', basePath: '/', file: 'f' };
    assert.match(problems({ answerKeys: [key, key] }), /key name a is used twice\nbasePath \/ is used twice/);
    const cosigner = { name: 'c', signerIds: ['s', 's'], publicKeys: [{ name: 'p', file: 'f' }] };
    assert.match(problems({ cosigners: [cosigner] }), /signer id s is listed twice/);
  });

  it('that is no JSON is one problem among the others', () => {
    const parsed = parseDeployment('{', '/');
    assert.match(parsed.ok ? '' : parsed.error.join(), /deployment file: must be an object/);
  });
});

describe('the co-signers document', () => {
  it('names keys by their parameters and holds none', () => {
    const document = JSON.parse(cosignersDocument(sample));
    assert.deepEqual(document.answer_keys, [
      { name: 'callback-private-key', base_path: '/', private_key: 'ssm:/handler/callback-private-key' },
    ]);
    assert.equal(document.cosigners[0].public_keys[0].key, 'ssm:/handler/cosigner-public-key');
  });
});

describe('a certificate', () => {
  it('covers its names, and one label by a wildcard', () => {
    assert.equal(covers(['callback.example.internal'], 'callback.example.internal'), true);
    assert.equal(covers(['*.example.internal'], 'callback.example.internal'), true);
    assert.equal(covers(['*.example.internal'], 'a.callback.example.internal'), false);
    assert.equal(covers(['*.example.internal'], 'example.internal'), false);
    assert.equal(covers(['other.example.internal'], 'callback.example.internal'), false);
  });
});
