import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { findKeysInContext } from '../../src/keys/build-context.ts';

let context: string;

async function ignore(...lines: readonly string[]): Promise<void> {
  await writeFile(join(context, '.dockerignore'), lines.join('\n'));
}

beforeEach(async () => {
  context = await mkdtemp(join(tmpdir(), 'context-'));
  await mkdir(join(context, 'src'));
  await mkdir(join(context, 'certs'));
  await writeFile(join(context, 'certs/callback_private.pem'), 'key');
});
afterEach(() => rm(context, { recursive: true }));

describe('the build context', () => {
  it('is good when keys lie in certs/ and the allow-list leaves it out', async () => {
    await ignore('# a comment', '*', '!src', '!package.json');
    assert.deepEqual(await findKeysInContext(context), []);
  });

  it('is refused without an allow-list', async () => {
    assert.match((await findKeysInContext(context)).join(), /must begin with \*/);
    await ignore('node_modules', '*');
    assert.match((await findKeysInContext(context)).join(), /must begin with \*/);
  });

  for (const line of ['!certs', '!certs/**', '!**', '!.', '!x.pem']) {
    it(`is refused when ${line} lets keys in`, async () => {
      await ignore('*', line);
      assert.match((await findKeysInContext(context)).join(), /into the image/);
    });
  }

  it('is refused when a key lies where the list lets files in', async () => {
    await ignore('*', '!src');
    await writeFile(join(context, 'src/forgotten.key'), 'key');
    assert.match((await findKeysInContext(context)).join(), /forgotten.key: a private key lies/);
  });

  it('of this repository is good', async () => {
    const app = fileURLToPath(new URL('../../../app', import.meta.url));
    assert.deepEqual(await findKeysInContext(app), []);
  });
});
