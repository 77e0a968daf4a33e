/** Builds images without an engine: buildah with plain folders as storage and chroot as isolation. */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

export interface Builder {
  /** One buildah command; returns what it printed, fails with what it complained. */
  readonly run: (...args: readonly string[]) => string;
}

export function createBuilder(storage: string): Builder {
  const global = [
    '--root',
    join(storage, 'root'),
    '--runroot',
    join(storage, 'run'),
    '--storage-driver',
    'vfs',
  ];
  const env = { ...process.env, BUILDAH_ISOLATION: 'chroot' };
  return { run: (...args) => run('buildah', [...global, ...args], env) };
}

export function run(program: string, args: readonly string[], env = process.env): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status === 0) return stdout.trim();
  const why = error?.message ?? `${stdout}${stderr}`.trim().split('\n').slice(-15).join('\n');
  throw new Error(`${program} ${args.join(' ')} failed: ${why}`);
}
