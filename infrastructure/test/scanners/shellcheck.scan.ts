import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { repository } from '../helpers/template.ts';
import { debianProgram, run } from './tools.ts';

test('shellcheck finds nothing in any shell script', () => {
  const tracked = execFileSync('git', ['ls-files', '--', '*.sh', '.ci/run'], {
    cwd: repository,
    encoding: 'utf8',
  });
  const scripts = tracked.split('\n').filter((file) => file !== '');
  assert.ok(scripts.length > 0);
  const { status, stdout } = run(
    debianProgram('shellcheck'),
    scripts.map((file) => `${repository}/${file}`),
  );
  assert.equal(status, 0, stdout);
});
