import assert from 'node:assert/strict';
import { generateKeyPairSync, hash, type KeyObject } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { assessPrivateKey, assessPublicKey, findSharedKeys } from '../../src/keys/assess.ts';

let folder: string;
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const short = generateKeyPairSync('rsa', { modulusLength: 1024 });
const long = generateKeyPairSync('rsa', { modulusLength: 3072 });
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });

const privatePem = (key: KeyObject): string => key.export({ format: 'pem', type: 'pkcs8' }).toString();
const publicPem = (key: KeyObject): string => key.export({ format: 'pem', type: 'spki' }).toString();

async function file(name: string, content: string, mode = 0o600): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  await chmod(path, mode);
  return path;
}

const problemOf = (result: { ok: boolean; error?: string }): string =>
  result.ok ? '' : (result.error ?? '');

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keys-'));
});
after(() => rm(folder, { recursive: true }));

describe('an answer key', () => {
  it('of RSA with 2048 bits is good, and named by the fingerprint of its public half', async () => {
    const key = await assessPrivateKey('current', await file('a.pem', privatePem(rsa.privateKey)));
    const expected = hash('sha256', rsa.publicKey.export({ format: 'der', type: 'spki' }), 'hex');
    assert.equal(key.ok ? key.value.fingerprint : '', expected);
  });

  it('of P-256 is good', async () => {
    assert.equal((await assessPrivateKey('ec', await file('b.pem', privatePem(p256.privateKey)))).ok, true);
  });

  for (const [name, pair] of [
    ['1024', short],
    ['3072', long],
    ['P-384', p384],
  ] as const) {
    it(`of ${name} is refused`, async () => {
      const result = await assessPrivateKey('x', await file('c.pem', privatePem(pair.privateKey)));
      assert.match(problemOf(result), /must be RSA of 2048 bits, or P-256/);
    });
  }

  it('that others can read is refused', async () => {
    const path = await file('d.pem', privatePem(rsa.privateKey), 0o640);
    assert.match(problemOf(await assessPrivateKey('x', path)), /chmod 600/);
  });

  it('that is missing, no key, or public is refused', async () => {
    assert.match(problemOf(await assessPrivateKey('x', join(folder, 'none'))), /cannot be read/);
    assert.match(
      problemOf(await assessPrivateKey('x', await file('e.pem', 'nonsense'))),
      /is not a private key/,
    );
    assert.match(
      problemOf(await assessPrivateKey('x', await file('f.pem', publicPem(rsa.publicKey)))),
      /is not a private key/,
    );
  });

  it('of 4096 bytes is read, and of one more is refused as too large', async () => {
    assert.match(
      problemOf(await assessPrivateKey('x', await file('g.pem', 'x'.repeat(4096)))),
      /is not a private key/,
    );
    assert.match(
      problemOf(await assessPrivateKey('x', await file('h.pem', 'x'.repeat(4097)))),
      /larger than 4096/,
    );
  });
});

describe('a co-signer key', () => {
  it('of RSA with 2048 bits or more is good', async () => {
    assert.equal((await assessPublicKey('x', await file('i.pem', publicPem(rsa.publicKey), 0o644))).ok, true);
    assert.equal((await assessPublicKey('x', await file('j.pem', publicPem(long.publicKey)))).ok, true);
  });

  it('that is short, of another kind, or private is refused', async () => {
    const refused = /must be a public RSA key of at least 2048 bits/;
    assert.match(
      problemOf(await assessPublicKey('x', await file('k.pem', publicPem(short.publicKey)))),
      refused,
    );
    assert.match(
      problemOf(await assessPublicKey('x', await file('l.pem', publicPem(p256.publicKey)))),
      refused,
    );
    assert.match(
      problemOf(await assessPublicKey('x', await file('m.pem', privatePem(rsa.privateKey)))),
      /is a private key/,
    );
  });

  it("may not be the answer key's own public half", async () => {
    const answer = await assessPrivateKey('answer', await file('n.pem', privatePem(rsa.privateKey)));
    const same = await assessPublicKey('same', await file('o.pem', publicPem(rsa.publicKey)));
    const other = await assessPublicKey('other', await file('p.pem', publicPem(long.publicKey)));
    assert.ok(answer.ok && same.ok && other.ok);
    assert.equal(findSharedKeys([answer.value], [other.value]).length, 0);
    assert.match(findSharedKeys([answer.value], [same.value]).join(), /same: is the answer key's own/);
  });
});
