import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { prepareDevelopmentFiles } from '../../scripts/development-files.ts';
import { parseCosignersDocument } from '../../src/config/cosigners-document.ts';
import { parseProfile } from '../../src/simulator/profile.ts';

const url = new URL('http://127.0.0.1:3000');

async function newFolder(t: TestContext): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'callback-handler-'));
  t.after(() => rm(parent, { recursive: true }));
  return join(parent, '.dev');
}

test('folder and files are for their owner alone', async (t) => {
  const folder = await newFolder(t);
  const { made } = await prepareDevelopmentFiles(folder, url);
  assert.deepEqual(made, ['cosigner', 'other_cosigner', 'callback']);
  assert.equal((await stat(folder)).mode & 0o777, 0o700);
  for (const name of await readdir(folder)) {
    assert.equal((await stat(join(folder, name))).mode & 0o777, 0o600, name);
  }
});

test('keys are made once, and a folder that was opened to others is closed again', async (t) => {
  const folder = await newFolder(t);
  await prepareDevelopmentFiles(folder, url);
  const before = await readFile(join(folder, 'cosigner_private.pem'), 'utf8');
  await chmod(folder, 0o755);
  const { made } = await prepareDevelopmentFiles(folder, url);
  assert.deepEqual(made, []);
  assert.equal(await readFile(join(folder, 'cosigner_private.pem'), 'utf8'), before);
  assert.equal((await stat(folder)).mode & 0o777, 0o700);
});

test('half a pair is replaced by a whole new one', async (t) => {
  const folder = await newFolder(t);
  await prepareDevelopmentFiles(folder, url);
  await rm(join(folder, 'callback_public.pem'));
  assert.deepEqual((await prepareDevelopmentFiles(folder, url)).made, ['callback']);
});

test('the documents it writes are good: two co-signers, one profile that follows the address', async (t) => {
  const folder = await newFolder(t);
  await prepareDevelopmentFiles(folder, url);
  const files = await prepareDevelopmentFiles(folder, new URL('http://127.0.0.1:3001'));
  const document = parseCosignersDocument(await readFile(files.cosigners, 'utf8'));
  assert.ok(document.ok);
  assert.deepEqual(
    document.value.cosigners.map(({ name }) => name),
    ['simulated', 'simulated-other'],
  );
  const profile = parseProfile(await readFile(files.profile), files.profile);
  assert.ok(profile.ok);
  assert.equal(profile.value.url, 'http://127.0.0.1:3001/');
  assert.equal(profile.value.cosignerKey, join(folder, 'cosigner_private.pem'));
  assert.deepEqual(
    document.value.cosigners.map(({ signerIds }) => signerIds),
    [[profile.value.signerId], [profile.value.otherSignerId]],
  );
});
