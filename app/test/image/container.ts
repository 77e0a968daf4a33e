/**
 * Runs an image's tree as a container runtime would, as far as the handler can tell: its root read-only, its user a number
 * without privileges, its environment the image's own and what the task adds, its first process the image's entry point
 * (so that a signal reaches it and nothing else).
 */

import { type ChildProcess, spawn } from 'node:child_process';

export interface ImageConfig {
  readonly User: string;
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly Cmd: readonly string[];
  readonly WorkingDir: string;
  readonly StopSignal: string;
  readonly ExposedPorts: Readonly<Record<string, unknown>>;
  readonly Labels: Readonly<Record<string, string>>;
  readonly Healthcheck: { readonly Test: readonly string[] };
}

export interface ContainerOptions {
  readonly root: string;
  readonly config: ImageConfig;
  /** Host folders, by the place where the container sees them. */
  readonly mounts: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  /** In place of entry point and command. */
  readonly command?: readonly string[];
}

export function startContainer({
  root,
  config,
  mounts,
  environment,
  command,
}: ContainerOptions): ChildProcess {
  const lines = [
    'set -e',
    `mount --bind ${root} ${root}`,
    `mount -o remount,ro,bind ${root}`,
    ...Object.entries(mounts).map(([inside, outside]) => `mount --bind ${outside} ${root}${inside}`),
    // The container's own namespace of mounts ends with it, and these with it.
    'exec "$@"',
  ];
  const [user = '', group = ''] = config.User.split(':');
  const env = [...config.Env, ...Object.entries(environment).map(([name, value]) => `${name}=${value}`)];
  return spawn(
    'unshare',
    [
      ...['--mount', '--', 'sh', '-c', lines.join('\n'), 'container'],
      ...['setpriv', '--no-new-privs', 'env', '-i', ...env, '/usr/bin/unshare'],
      ...[`--root=${root}`, `--wd=${config.WorkingDir}`, `--setgid=${group}`, `--setuid=${user}`],
      ...(command ?? [...config.Entrypoint, ...config.Cmd]),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
}
