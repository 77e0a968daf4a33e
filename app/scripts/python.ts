/**
 * Python programs that judge this one from outside, each suite with exact versions in a virtual environment of its own,
 * made once. Fails with one clear line where Python or its packages cannot be had.
 */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Returns the folder with the environment's programs (`python`, ...). */
export function installPython(environment: string, requirements: string): string {
  const stamp = join(environment, 'installed');
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  const programs = join(environment, 'bin');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return programs;
  process.stderr.write(`Installing ${requirements} (once) ...\n`);
  run('python3', ['-m', 'venv', '--clear', environment]);
  run(join(programs, 'python'), [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '-r',
    requirements,
  ]);
  writeFileSync(stamp, wanted);
  return programs;
}

function run(program: string, args: readonly string[]): void {
  const { status, error } = spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status === 0) return;
  const why = error === undefined ? `exit ${status}` : error.message;
  throw new Error(
    `this suite needs Python 3.11 with venv and pip: ${program} ${args.join(' ')} failed (${why})`,
  );
}
