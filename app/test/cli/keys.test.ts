import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { generateKeyFiles, inspectKeyFile } from '../../src/cli/keys.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

async function emptyFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'callback-handler-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

function run(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [main, 'keys', ...args], (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr });
    });
  });
}

test('a pair is RSA-2048 in PKCS #8 and SubjectPublicKeyInfo, private for its owner alone', async (t) => {
  const folder = await emptyFolder(t);
  const { code, stdout } = await run('generate', '--out', folder);
  assert.equal(code, 0);
  const privateFile = join(folder, 'callback_private.pem');
  const privatePem = await readFile(privateFile, 'utf8');
  const publicPem = await readFile(join(folder, 'callback_public.pem'), 'utf8');
  assert.match(privatePem, /^-----BEGIN PRIVATE KEY-----/);
  assert.match(publicPem, /^-----BEGIN PUBLIC KEY-----/);
  assert.equal(createPrivateKey(privatePem).asymmetricKeyDetails?.modulusLength, 2048);
  assert.ok(createPublicKey(privatePem).equals(createPublicKey(publicPem)));
  assert.equal((await stat(privateFile)).mode & 0o777, 0o600);
  assert.ok(stdout.includes(fingerprint(publicPem)));
  assert.ok(!stdout.includes('BEGIN'));
});

test('an elliptic-curve pair is P-256', async (t) => {
  const folder = await emptyFolder(t);
  const made = await generateKeyFiles(folder, 'answer', 'ec');
  assert.ok(made.ok);
  const key = createPrivateKey(await readFile(made.value.privateFile));
  assert.equal(key.asymmetricKeyDetails?.namedCurve, 'prime256v1');
});

test('neither half is ever overwritten, and no half pair is left behind', async (t) => {
  const folder = await emptyFolder(t);
  const first = await generateKeyFiles(folder, 'a', 'ec');
  assert.ok(first.ok);
  const before = await readFile(first.value.privateFile, 'utf8');
  assert.deepEqual(await generateKeyFiles(folder, 'a', 'ec'), {
    ok: false,
    error: `${first.value.privateFile} exists; it is not overwritten`,
  });
  assert.equal(await readFile(first.value.privateFile, 'utf8'), before);
  const publicFile = join(folder, 'b_public.pem');
  await writeFile(publicFile, 'mine');
  assert.deepEqual(await generateKeyFiles(folder, 'b', 'ec'), {
    ok: false,
    error: `${publicFile} exists; it is not overwritten`,
  });
  assert.equal(await readFile(publicFile, 'utf8'), 'mine');
  assert.deepEqual((await readdir(folder)).sort(), ['a_private.pem', 'a_public.pem', 'b_public.pem']);
});

test('a folder that is not there is told, with exit code 1', async (t) => {
  const folder = join(await emptyFolder(t), 'missing');
  const { code, stderr } = await run('generate', '--out', folder, '--type', 'ec');
  assert.equal(code, 1);
  assert.equal(stderr, `error: ${join(folder, 'callback_private.pem')} cannot be written\n`);
});

test('an unknown type is wrong usage', async (t) => {
  const { code, stderr } = await run('generate', '--out', await emptyFolder(t), '--type', 'dsa');
  assert.equal(code, 64);
  assert.match(stderr, /Allowed choices are rsa, ec/);
});

test('inspection names a key by what it is and by its fingerprint, never by its material', async (t) => {
  const folder = await emptyFolder(t);
  const made = await generateKeyFiles(folder, 'answer', 'rsa');
  assert.ok(made.ok);
  const { privateFile, publicFile } = made.value;
  const name = fingerprint(await readFile(publicFile, 'utf8'));
  const { code, stdout } = await run('inspect', privateFile, publicFile);
  assert.equal(code, 0);
  assert.equal(
    stdout,
    `${privateFile}: private RSA 2048, SHA-256 fingerprint ${name}\n${publicFile}: public RSA 2048, SHA-256 fingerprint ${name}\n`,
  );
});

test('a private key that others can read is warned about, a public one is not', async (t) => {
  const folder = await emptyFolder(t);
  const made = await generateKeyFiles(folder, 'answer', 'ec');
  assert.ok(made.ok);
  const warned = async (file: string, mode: number): Promise<boolean> => {
    await chmod(file, mode);
    const line = await inspectKeyFile(file);
    assert.ok(line.ok);
    return line.value.includes('WARNING: other users can read it');
  };
  assert.equal(await warned(made.value.privateFile, 0o600), false);
  assert.equal(await warned(made.value.privateFile, 0o640), true);
  assert.equal(await warned(made.value.privateFile, 0o604), true);
  assert.equal(await warned(made.value.publicFile, 0o644), false);
  const line = await inspectKeyFile(made.value.publicFile);
  assert.match(line.ok ? line.value : '', /: public EC prime256v1, SHA-256 fingerprint [0-9a-f]{64}$/);
});

test('one bad file does not hide the others', async (t) => {
  const folder = await emptyFolder(t);
  const made = await generateKeyFiles(folder, 'answer', 'ec');
  assert.ok(made.ok);
  const text = join(folder, 'text.pem');
  await writeFile(text, 'no key');
  const { code, stdout, stderr } = await run('inspect', text, '/nowhere', made.value.publicFile);
  assert.equal(code, 66);
  assert.equal(stderr, `error: ${text}: holds no key in PEM\nerror: /nowhere: cannot be read\n`);
  assert.match(stdout, /public EC prime256v1/);
});

/** As `openssl pkey -pubin -outform DER | sha256sum` prints it. */
function fingerprint(publicPem: string): string {
  return createHash('sha256')
    .update(createPublicKey(publicPem).export({ type: 'spki', format: 'der' }))
    .digest('hex');
}
