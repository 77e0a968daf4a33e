/**
 * Debian's programs that judge this one from outside. Installs what is missing, and fails with one clear line where that
 * cannot be: not root, not Debian, no archive.
 */

import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Program -> the package that brings it. */
export function installPrograms(suite: string, programs: Readonly<Record<string, string>>): void {
  if (process.getuid?.() !== 0)
    throw new Error(`${suite} needs root: it makes mounts and network namespaces`);
  const missing = Object.entries(programs).filter(([program]) => !isInstalled(program));
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map(([, name]) => name))];
  process.stderr.write(`Installing ${packages.join(' ')} (once) ...\n`);
  const failed = [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...packages],
  ].find((args) => run('apt-get', args) !== 0);
  if (failed) throw new Error(`${suite} needs Debian's ${packages.join(', ')}: apt-get ${failed[0]} failed`);
}

function isInstalled(program: string): boolean {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function run(program: string, args: readonly string[]): number | null {
  // Packages that bring a service must not start it; what the suites start is theirs alone.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  return spawnSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'], env }).status;
}
