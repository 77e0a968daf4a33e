import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readDeployment, writeDeployment } from '../../src/deployment/file.ts';
import { sample } from './sample.ts';

describe('the deployment file', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'file-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('is read as it was written, and keeps paths relative to itself', async () => {
    const path = join(folder, 'production.json');
    const deployment = { ...sample, policy: join(folder, 'policy.yaml') };
    await writeDeployment(path, deployment);
    assert.match(await readFile(path, 'utf8'), /"policy": "policy\.yaml"/);
    assert.deepEqual(await readDeployment(path), { ok: true, value: deployment });
  });

  it('that is missing is a problem with a way out', async () => {
    const read = await readDeployment(join(folder, 'none.json'));
    assert.deepEqual(read.ok ? [] : [read.error.code, /deploy\.sh init/.test(read.error.problems.join())], [
      78,
      true,
    ]);
  });

  it('that is wrong is named in front of every problem', async () => {
    const path = join(folder, 'wrong.json');
    await writeFile(path, '{"version":2}');
    const read = await readDeployment(path);
    assert.ok(!read.ok && read.error.problems.length > 5);
    for (const problem of read.ok ? [] : read.error.problems) assert.ok(problem.startsWith(`${path}: `));
  });
});
