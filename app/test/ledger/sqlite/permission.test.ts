import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ledgerPath } from '../../helpers/ledger-entries.ts';

const program = fileURLToPath(new URL('../../helpers/ledger-once.ts', import.meta.url));
const app = fileURLToPath(new URL('../../../', import.meta.url));

async function run(path: string, grants: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--permission',
    '--disallow-code-generation-from-strings',
    '--disable-proto=delete',
    `--allow-fs-read=${app}`,
    ...grants,
    program,
    path,
  ]);
  return stdout;
}

test('the ledger needs a worker and may write to its own folder, and nothing more', async (t) => {
  const path = ledgerPath(t);
  const grants = ['--allow-worker', `--allow-fs-write=${dirname(path)}`];
  assert.equal(await run(path, grants), 'recorded answered');
  assert.equal(await run(path, grants), 'answered answered');
});

test('without leave to write, a new ledger is refused by name', async (t) => {
  assert.equal(await run(ledgerPath(t), ['--allow-worker']), 'path_unusable');
});
