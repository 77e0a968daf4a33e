import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { readSecretTextFile, readTextFile } from '../../src/config/files.ts';

function secret(t: { after(clean: () => void): void }, mode: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'files-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'key.pem');
  writeFileSync(path, 'secret', { mode });
  chmodSync(path, mode);
  return path;
}

it('a secret readable by its owner alone is read', async (t) => {
  assert.equal(await readSecretTextFile(secret(t, 0o600)), 'secret');
  assert.equal(await readSecretTextFile(secret(t, 0o400)), 'secret');
});

for (const mode of [0o640, 0o604, 0o644, 0o660]) {
  it(`a secret with mode ${mode.toString(8)} is refused with what to do`, async (t) => {
    await assert.rejects(
      readSecretTextFile(secret(t, mode)),
      /can be read by other users \(mode 0[0-7]{3}\): run chmod 600/,
    );
  });
}

it('what is no secret may be readable by others', async (t) => {
  assert.equal(await readTextFile(secret(t, 0o644)), 'secret');
});

it('a missing file and a folder are named in words', async (t) => {
  const path = secret(t, 0o600);
  await assert.rejects(readTextFile(`${path}.missing`), /cannot be read: no such file/);
  await assert.rejects(readTextFile(join(path, '..')), /cannot be read: it is a directory/);
  await assert.rejects(readTextFile(`${path}\0`), /cannot be read: /);
});
