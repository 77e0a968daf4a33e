import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseEnvironment, parseReference, variables } from '../../src/config/environment.ts';

const least = {
  CALLBACK_COSIGNERS: 'file:cosigners.yaml',
  CALLBACK_POLICY: 'file:policy.yaml',
  CALLBACK_LEDGER: 'sqlite:ledger.sqlite',
};

const json = {
  CALLBACK_JSON_PORT: '3443',
  CALLBACK_JSON_COSIGNER: 'pinned',
  CALLBACK_JSON_CERTIFICATE_FILE: 'tls.pem',
  CALLBACK_JSON_KEY_FILE: 'tls-key.pem',
};

function problems(environment: Record<string, string>): readonly string[] {
  const settings = parseEnvironment({ ...least, ...environment });
  return settings.ok ? [] : settings.error.map(({ where, message }) => `${where} ${message}`);
}

describe('reading the environment', () => {
  it('needs three variables and gives the others their defaults', () => {
    const settings = parseEnvironment(least);
    assert.ok(settings.ok);
    assert.deepEqual(settings.value, {
      callback: { host: '127.0.0.1', port: 3000 },
      tls: undefined,
      admin: { host: '127.0.0.1', port: 9090 },
      bodies: { mode: 'plain', keyFile: undefined },
      checkpoints: { bucket: undefined, kmsKeyId: undefined },
      holdMs: 55 * 60_000,
      keyRefreshMs: 300_000,
      emf: false,
      json: undefined,
      cosigners: { kind: 'file', path: 'cosigners.yaml' },
      policy: { kind: 'file', path: 'policy.yaml', sha256: undefined },
      ledger: { kind: 'sqlite', path: 'ledger.sqlite' },
    });
  });

  it('reads every variable', () => {
    const settings = parseEnvironment({
      ...least,
      ...json,
      PORT: '0',
      CALLBACK_HOST: '0.0.0.0',
      CALLBACK_COSIGNERS: 'ssm:/stack/cosigners',
      CALLBACK_TLS_CERTIFICATE: 'file:listener.pem',
      CALLBACK_TLS_KEY: 'ssm:/stack/listener-key',
      CALLBACK_POLICY: 's3:bucket/policy/policy.yaml',
      CALLBACK_POLICY_SHA256: 'a'.repeat(64),
      CALLBACK_LEDGER: 'memory',
      CALLBACK_LEDGER_BODIES: 'encrypted',
      CALLBACK_LEDGER_BODY_KEY_FILE: 'body.key',
      CALLBACK_HOLD_MINUTES: '1',
      CALLBACK_KEY_REFRESH_SECONDS: '0',
      CALLBACK_ADMIN_HOST: '::1',
      CALLBACK_ADMIN_PORT: '65535',
      CALLBACK_METRICS_EMF: 'on',
      CALLBACK_CHECKPOINTS: 's3:checkpoints/callback/tokyo/',
      CALLBACK_CHECKPOINT_KEY: 'kms:alias/audit',
      CALLBACK_JSON_HOST: '10.0.1.5',
    });
    assert.ok(settings.ok);
    assert.deepEqual(settings.value, {
      callback: { host: '0.0.0.0', port: 0 },
      tls: {
        certificate: { kind: 'file', path: 'listener.pem' },
        key: { kind: 'ssm', parameter: '/stack/listener-key' },
      },
      admin: { host: '::1', port: 65535 },
      bodies: { mode: 'encrypted', keyFile: 'body.key' },
      checkpoints: { bucket: { name: 'checkpoints', prefix: 'callback/tokyo' }, kmsKeyId: 'alias/audit' },
      holdMs: 60_000,
      keyRefreshMs: 0,
      emf: true,
      json: {
        host: '10.0.1.5',
        port: 3443,
        cosigner: 'pinned',
        certificateFile: 'tls.pem',
        keyFile: 'tls-key.pem',
      },
      cosigners: { kind: 'ssm', parameter: '/stack/cosigners' },
      policy: { kind: 's3', bucket: 'bucket', key: 'policy/policy.yaml', sha256: 'a'.repeat(64) },
      ledger: { kind: 'memory' },
    });
  });

  it('a shared ledger and a bucket without a prefix', () => {
    const settings = parseEnvironment({
      ...least,
      CALLBACK_LEDGER: 'dynamodb:ledger',
      CALLBACK_CHECKPOINTS: 's3:checkpoints',
    });
    assert.ok(settings.ok);
    assert.deepEqual(settings.value.ledger, { kind: 'dynamodb', table: 'ledger' });
    assert.deepEqual(settings.value.checkpoints.bucket, { name: 'checkpoints', prefix: '' });
  });

  it('an empty variable is an unset one, and foreign variables are nobody’s business', () => {
    assert.deepEqual(problems({ CALLBACK_HOST: '', NODE_ENV: 'production', PATH: '/bin' }), []);
  });

  it('an unknown CALLBACK_ variable is an error', () => {
    assert.deepEqual(problems({ CALLBACK_POLCY: 'x', CALLBACK_ALLOW_ALL: '1' }), [
      'CALLBACK_ALLOW_ALL is not a variable of this service; see the table in README.md',
      'CALLBACK_POLCY is not a variable of this service; see the table in README.md',
    ]);
  });

  const wrong: readonly (readonly [string, string, RegExp])[] = [
    ['PORT', '65536', /whole number from 0 to 65535/],
    ['PORT', '-1', /whole number/],
    ['PORT', '3e3', /whole number/],
    ['PORT', '0x0bb8', /whole number/],
    ['CALLBACK_ADMIN_PORT', 'http', /whole number/],
    ['CALLBACK_HOLD_MINUTES', '0', /from 1 to 2880/],
    ['CALLBACK_HOLD_MINUTES', '2881', /from 1 to 2880/],
    ['CALLBACK_KEY_REFRESH_SECONDS', '86401', /from 0 to 86400/],
    ['CALLBACK_METRICS_EMF', 'yes', /one of: off, on/],
    ['CALLBACK_CHECKPOINTS', 'checkpoints', /s3:<bucket>/],
    ['CALLBACK_CHECKPOINTS', 's3:', /s3:<bucket>/],
    ['CALLBACK_CHECKPOINT_KEY', 'file:key.pem', /answer or kms:<key>/],
    ['CALLBACK_LEDGER', 'dynamodb:a b', /dynamodb:<table>/],
    ['CALLBACK_LEDGER_BODIES', 'none', /one of: plain, encrypted, omitted/],
    ['CALLBACK_LEDGER_BODIES', 'encrypted', /CALLBACK_LEDGER_BODY_KEY_FILE must be set exactly when/],
    ['CALLBACK_LEDGER_BODY_KEY_FILE', 'body.key', /must be set exactly when/],
    ['CALLBACK_LEDGER', 'ledger.sqlite', /sqlite:<path>, dynamodb:<table> or memory/],
    ['CALLBACK_LEDGER', 'sqlite:', /sqlite:<path>, dynamodb:<table> or memory/],
    ['CALLBACK_COSIGNERS', 'cosigners.yaml', /file:<path> or ssm:<parameter>/],
    ['CALLBACK_COSIGNERS', 'kms:alias/x', /file:<path> or ssm:<parameter>/],
    ['CALLBACK_POLICY', 'ssm:/policy', /must be file:<path> or s3:<bucket>\/<key>/],
    ['CALLBACK_POLICY', 'file:', /must be file:<path>/],
    ['CALLBACK_POLICY', 's3:bucket', /must be file:<path>/],
    ['CALLBACK_POLICY', 's3:bucket/policy.yaml', /CALLBACK_POLICY_SHA256 is required for a policy in S3/],
    ['CALLBACK_TLS_CERTIFICATE', 'file:listener.pem', /go together: set both or none/],
    ['CALLBACK_TLS_KEY', 'file:listener.key', /go together: set both or none/],
    ['CALLBACK_POLICY_SHA256', 'A'.repeat(64), /64 lower-case/],
    ['CALLBACK_JSON_KEY_FILE', 'x', /no effect without CALLBACK_JSON_PORT/],
  ];
  for (const [name, value, expected] of wrong) {
    it(`${name}=${value.slice(0, 20)} is the only problem reported`, () => {
      const found = problems({ [name]: value });
      assert.equal(found.length, 1);
      assert.match(found.join(), expected);
    });
  }

  it('the listener’s certificate and key are files or parameters', () => {
    const found = problems({ CALLBACK_TLS_CERTIFICATE: 'listener.pem', CALLBACK_TLS_KEY: 'kms:alias/x' });
    assert.deepEqual(found, [
      'CALLBACK_TLS_CERTIFICATE must be file:<path> or ssm:<parameter>',
      'CALLBACK_TLS_KEY must be file:<path> or ssm:<parameter>',
    ]);
  });

  it('all problems are reported together', () => {
    const found = parseEnvironment({ PORT: 'x', CALLBACK_TYPO: '1', CALLBACK_JSON_PORT: '99999' });
    assert.ok(!found.ok);
    assert.deepEqual(found.error.map(({ where }) => where).sort(), [
      'CALLBACK_COSIGNERS',
      'CALLBACK_JSON_CERTIFICATE_FILE',
      'CALLBACK_JSON_COSIGNER',
      'CALLBACK_JSON_KEY_FILE',
      'CALLBACK_JSON_PORT',
      'CALLBACK_LEDGER',
      'CALLBACK_POLICY',
      'CALLBACK_TYPO',
      'PORT',
    ]);
  });

  it('every variable says what it means', () => {
    for (const variable of variables) assert.match(variable.meaning, /\.$|\)\.$/, variable.name);
  });
});

describe('references', () => {
  it('name a file, a parameter or a KMS key, and nothing else', () => {
    assert.deepEqual(parseReference('file:a:b'), { kind: 'file', path: 'a:b' });
    assert.deepEqual(parseReference('ssm:/a/b'), { kind: 'ssm', parameter: '/a/b' });
    assert.deepEqual(parseReference('kms:alias/x'), { kind: 'kms', keyId: 'alias/x' });
    for (const text of ['', 'x', 'file:', 'http://example.internal', ':x'])
      assert.equal(parseReference(text), undefined);
  });
});
