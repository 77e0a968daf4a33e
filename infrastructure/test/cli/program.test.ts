import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { recogniseAwsError } from '../../src/cli/run-command.ts';
import { exitCodes, exitCodesHelp } from '../../src/lib/exit-codes.ts';

const script = fileURLToPath(new URL('../../deploy.sh', import.meta.url));

function run(...args: readonly string[]) {
  return spawnSync(script, args, { encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '', LANG: 'C' } });
}

describe('deploy.sh', () => {
  it('helps, and lists every command and exit code', () => {
    const { status, stdout } = run('--help');
    assert.equal(status, 0);
    for (const name of [
      'init',
      'plan',
      'deploy',
      'status',
      'smoke',
      'logs',
      'rotate',
      'rollback',
      'doctor',
      'cost',
      'support-bundle',
      'destroy',
    ]) {
      assert.match(stdout, new RegExp(`^  ${name}\\b`, 'm'));
    }
    assert.match(stdout, /78 +the deployment file/);
  });

  it('helps in Japanese', () => {
    assert.match(run('--help', '--lang', 'ja').stdout, /コールバックハンドラを AWS にデプロイ/);
  });

  it('ends with 64 for a command or an option that nobody knows', () => {
    assert.equal(run('fly').status, 64);
    assert.equal(run('plan', '--fast').status, 64);
    assert.equal(run('plan', '--lang', 'fr').status, 64);
  });

  it('ends with 78 without a deployment file, and says how to make one', () => {
    const { status, stderr } = run('plan', '--file', '/nowhere.json');
    assert.equal(status, 78);
    assert.match(stderr, /deploy\.sh init/);
  });

  it('says a failure as JSON when asked to', () => {
    const { stdout } = run('plan', '--json', '--file', '/nowhere.json');
    assert.deepEqual(Object.keys(JSON.parse(stdout)), ['ok', 'code', 'problems']);
  });
});

describe('exit codes', () => {
  it('are all in the help text', () => {
    for (const code of Object.values(exitCodes)) assert.match(exitCodesHelp, new RegExp(`^  ${code} `, 'm'));
  });

  it('tell a refusal, an outage and a bug apart', () => {
    const named = (name: string, extra: object = {}) => Object.assign(new Error('x'), { name, ...extra });
    assert.equal(recogniseAwsError(named('AccessDeniedException'))?.code, 77);
    assert.equal(recogniseAwsError(named('CredentialsProviderError'))?.code, 69);
    assert.equal(recogniseAwsError(new Error('connect ECONNREFUSED 127.0.0.1:1'))?.code, 69);
    assert.equal(recogniseAwsError(named('ValidationError', { $metadata: {} }))?.code, 1);
    assert.equal(recogniseAwsError(new TypeError('a bug')), undefined);
  });
});
