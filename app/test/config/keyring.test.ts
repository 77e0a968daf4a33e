import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answerSigner, loadKeyring } from '../../src/config/keyring.ts';
import type { Sources } from '../../src/config/sources.ts';
import { fingerprintOf } from '../../src/token/fingerprint.ts';
import { createLocalSigner } from '../../src/token/local-signer.ts';
import { ecPair, privatePem, publicPem, rsaPair } from '../helpers/keys.ts';

const document = `
version: 1
answer_keys:
  - { name: current, base_path: /, private_key: "file:answer.pem" }
  - { name: next, base_path: /k2, private_key: "ssm:/stack/callback-private-key" }
  - { name: curve, base_path: /k2, private_key: "kms:alias/answer" }
cosigners:
  - name: tokyo
    public_keys:
      - { name: tokyo-1, key: "file:cosigner.pem" }
      - { name: tokyo-2, key: "ssm:/stack/cosigner-public-key" }
    signer_ids: [signer-1, signer-2]
  - name: pinned
    transport: json
    signer_ids: [signer-3]
`;

const answer = rsaPair('answer');
const next = rsaPair('next');
const curve = ecPair('answer');

/** Sources over plain maps: what is not in them cannot be read. */
function sourcesOf(text: string, changes: Readonly<Record<string, string>> = {}): Sources {
  const contents: Readonly<Record<string, string>> = {
    '/etc/handler/cosigners.yaml': text,
    '/etc/handler/answer.pem': privatePem(answer),
    '/etc/handler/cosigner.pem': publicPem(rsaPair('tokyo')),
    '/stack/callback-private-key': privatePem(next),
    '/stack/cosigner-public-key': publicPem(rsaPair('osaka')),
    ...changes,
  };
  const read = async (name: string): Promise<string> => {
    const content = contents[name];
    if (content === undefined) throw new Error(`${name} cannot be read: no such file`);
    return content;
  };
  return {
    readFile: read,
    readSecretFile: read,
    readParameter: read,
    readObject: async () => Buffer.alloc(0),
    openKmsSigner: async (name, keyId) => {
      assert.equal(keyId, 'alias/answer');
      const signer = createLocalSigner(name, curve.privateKey);
      assert.ok(signer.ok);
      return signer.value;
    },
  };
}

function load(text: string, changes?: Readonly<Record<string, string>>) {
  return loadKeyring({ kind: 'file', path: '/etc/handler/cosigners.yaml' }, sourcesOf(text, changes));
}

async function problems(
  text: string,
  changes?: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const keyring = await load(text, changes);
  return keyring.ok ? [] : keyring.error.map(({ where, message }) => `${where}: ${message}`);
}

describe('loading the keyring', () => {
  it('holds every key under its name, signers under their co-signer, and answers by base path and algorithm', async () => {
    const keyring = await load(document);
    assert.ok(keyring.ok);
    assert.deepEqual(
      keyring.value.cosignerKeys.map(({ cosigner, name }) => [cosigner, name]),
      [
        ['tokyo', 'tokyo-1'],
        ['tokyo', 'tokyo-2'],
      ],
    );
    assert.deepEqual(
      [...keyring.value.signers],
      [
        ['signer-1', 'tokyo'],
        ['signer-2', 'tokyo'],
        ['signer-3', 'pinned'],
      ],
    );
    assert.equal(answerSigner(keyring.value, '', 'RS256')?.fingerprint, fingerprintOf(answer.publicKey));
    assert.equal(answerSigner(keyring.value, '/k2', 'RS256')?.fingerprint, fingerprintOf(next.publicKey));
    assert.equal(answerSigner(keyring.value, '/k2', 'ES256')?.fingerprint, fingerprintOf(curve.publicKey));
    assert.equal(answerSigner(keyring.value, '', 'ES256'), undefined);
    assert.equal(answerSigner(keyring.value, '/k3', 'RS256'), undefined);
  });

  it('comes whole from SSM where the document does', async () => {
    const text = document
      .replace('"file:answer.pem"', '"file:/etc/handler/answer.pem"')
      .replace('file:cosigner.pem', 'file:/etc/handler/cosigner.pem');
    const keyring = await loadKeyring(
      { kind: 'ssm', parameter: '/etc/handler/cosigners.yaml' },
      sourcesOf(text),
    );
    assert.ok(keyring.ok);
  });

  it('a document named by a KMS key is refused', async () => {
    const keyring = await loadKeyring({ kind: 'kms', keyId: 'x' }, sourcesOf(document));
    assert.deepEqual(keyring, {
      ok: false,
      error: [{ where: 'CALLBACK_COSIGNERS', message: 'a KMS key can only sign answers' }],
    });
  });

  it('reports every bad key in one go', async () => {
    const found = await problems(document, {
      '/etc/handler/answer.pem': 'no pem',
      '/stack/callback-private-key': privatePem(rsaPair('a', 3072)),
      '/etc/handler/cosigner.pem': privatePem(rsaPair('tokyo')),
      '/stack/cosigner-public-key': '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n',
    });
    assert.deepEqual(found, [
      'public key tokyo-1 of co-signer tokyo: must be a PEM that begins with -----BEGIN PUBLIC KEY-----',
      'public key tokyo-2 of co-signer tokyo: is not a readable PEM public key',
      'answer key current: is not a readable unencrypted PEM private key',
      'answer key next: must be an RSA key of exactly 2048 bits: co-signers accept no other for RS256',
    ]);
  });

  it('an unreadable file is named', async () => {
    assert.deepEqual(await problems(document.replace('file:cosigner.pem', 'file:missing.pem')), [
      'public key tokyo-1 of co-signer tokyo: /etc/handler/missing.pem cannot be read: no such file',
    ]);
  });

  it('a co-signer key of the wrong type is refused', async () => {
    assert.deepEqual(await problems(document, { '/etc/handler/cosigner.pem': publicPem(curve) }), [
      'public key tokyo-1 of co-signer tokyo: must be an RSA key: co-signers sign requests with RS256',
    ]);
  });

  it('an answer key equal to a co-signer key is refused', async () => {
    assert.deepEqual(await problems(document, { '/etc/handler/cosigner.pem': publicPem(answer) }), [
      'public key tokyo-1 of co-signer tokyo: is the same key as answer key current: the co-signer and the handler must not share a key',
    ]);
  });

  it('one public key under two names is refused', async () => {
    assert.deepEqual(
      await problems(document, { '/stack/cosigner-public-key': publicPem(rsaPair('tokyo')) }),
      [
        'public key tokyo-2 of co-signer tokyo: is the same key as public key tokyo-1 of co-signer tokyo: a key belongs to one co-signer',
      ],
    );
  });

  it('two keys of one algorithm on one base path are refused', async () => {
    assert.deepEqual(
      await problems(
        document.replace('base_path: /k2, private_key: "ssm', 'base_path: /, private_key: "ssm'),
      ),
      ['answer keys: two keys would answer on / (RS256): give each its own base_path'],
    );
  });

  it('a co-signer that wants ES256 needs a key that makes it', async () => {
    const es256 = document.replace('  - name: tokyo\n', '  - name: tokyo\n    answer_algorithm: ES256\n');
    assert.deepEqual(await problems(es256), []);
    const without = es256.replace(
      '  - { name: curve, base_path: /k2, private_key: "kms:alias/answer" }\n',
      '',
    );
    assert.deepEqual(await problems(without), [
      'co-signer tokyo: wants ES256 answers, and no answer key makes them',
    ]);
  });

  it('a signer that fails its self-test, or cannot sign, is refused', async () => {
    const broken = (sign: () => Promise<Uint8Array>): Sources => {
      const sources = sourcesOf(document);
      return {
        ...sources,
        openKmsSigner: async (name, id) => ({ ...(await sources.openKmsSigner(name, id)), sign }),
      };
    };
    const reference = { kind: 'file', path: '/etc/handler/cosigners.yaml' } as const;
    const wrong = await loadKeyring(
      reference,
      broken(async () => new Uint8Array(64)),
    );
    assert.deepEqual(wrong, {
      ok: false,
      error: [{ where: 'answer key curve', message: 'failed its self-test: its signature does not verify' }],
    });
    const unreachable = await loadKeyring(
      reference,
      broken(() => Promise.reject(new Error('KMS cannot be reached'))),
    );
    assert.deepEqual(unreachable, {
      ok: false,
      error: [{ where: 'answer key curve', message: 'KMS cannot be reached' }],
    });
  });
});

describe('the co-signers document', () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['is not YAML', 'version: [', /co-signers document:1: is not well-formed YAML/],
    ['has an alias', 'version: 1\na: &x 1\nb: *x\n', /anchors|aliases/],
    [
      'has a key twice',
      document.replace('version: 1', 'version: 1\nversion: 1'),
      /the key `version` comes twice/,
    ],
    ['has an unknown key', `${document}\nextra: 1\n`, /Unrecognized key: "extra"/],
    [
      'has another version',
      document.replace('version: 1', 'version: 2'),
      /version: Invalid input: expected "1"/,
    ],
    [
      'has a base path with a slash at the end',
      document.replace('base_path: /k2', 'base_path: /k2/'),
      /must be \/ or like \/k1/,
    ],
    [
      'has a reserved base path',
      document.replace('base_path: /k2', 'base_path: /v2'),
      /base_path: is reserved/,
    ],
    [
      'keeps a co-signer key in KMS',
      document.replace('file:cosigner.pem', 'kms:x'),
      /must be file:<...> or ssm:<...>/,
    ],
    ['names an answer key twice', document.replace('name: next', 'name: current'), /`current` is used twice/],
    ['names a co-signer twice', document.replace('name: pinned', 'name: tokyo'), /`tokyo` is used twice/],
    ['names a public key twice', document.replace('tokyo-2', 'tokyo-1'), /`tokyo-1` is used twice/],
    [
      'gives a signer to two co-signers',
      document.replace('[signer-3]', '[signer-1]'),
      /`signer-1` is listed twice/,
    ],
    ['has no signer for a co-signer', document.replace('[signer-3]', '[]'), /at least one API user id/],
    ['has no co-signer', 'version: 1\nanswer_keys: []\ncosigners: []\n', /at least one co-signer/],
    [
      'gives keys to a JSON co-signer',
      document.replace(
        '    transport: json\n',
        '    transport: json\n    public_keys: [{ name: x, key: "file:x" }]\n',
      ),
      /signs nothing/,
    ],
    [
      'gives no keys to a JWT co-signer',
      document.replace('    transport: json\n', ''),
      /pinned: needs at least one public key/,
    ],
    [
      'has no answer key',
      document.replace(/answer_keys:\n(.*\n){3}/, 'answer_keys: []\n'),
      /must name at least one key/,
    ],
    ['is too large', `${document}#${'x'.repeat(262_144)}`, /larger than 262144 bytes/],
    ['is a list', '- 1', /expected object/],
  ];
  for (const [name, text, expected] of cases) {
    it(`${name}: refused with a reason`, async () => {
      const found = await problems(text);
      assert.match(found.join('\n'), expected);
    });
  }
});
