/**
 * Hosts of our own: network namespaces with a cable (veth) between two of them and nothing else. None has a default route and
 * none is tied to the machine's own network, so what works in them works without any way out.
 */

import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';

export interface Host {
  readonly name: string;
  /** A program on this host. Signals reach it: nothing stands between. */
  readonly start: (program: string, args: readonly string[], options?: SpawnOptions) => ChildProcess;
  /** A change of its network; fails with what was wrong, returns what it said. */
  readonly ip: (...args: readonly string[]) => string;
  readonly remove: () => void;
}

export function createHost(role: string): Host {
  const name = `${role}-${process.pid}`;
  ip('netns', 'add', name);
  ip('-n', name, 'link', 'set', 'lo', 'up');
  return {
    name,
    start: (program, args, options = {}) => spawn('ip', ['netns', 'exec', name, program, ...args], options),
    ip: (...args) => ip('-n', name, ...args),
    remove: () => ip('netns', 'del', name),
  };
}

/** A cable between two hosts, with an address at each end. */
export function connectHosts(
  [one, oneAddress]: readonly [Host, string],
  [other, otherAddress]: readonly [Host, string],
): void {
  const [here, there] = [`to-${other.name.slice(0, 4)}`, `to-${one.name.slice(0, 4)}`];
  ip('-n', one.name, 'link', 'add', here, 'type', 'veth', 'peer', 'name', there, 'netns', other.name);
  for (const [host, device, address] of [
    [one, here, oneAddress],
    [other, there, otherAddress],
  ] as const) {
    host.ip('address', 'add', `${address}/30`, 'dev', device);
    host.ip('link', 'set', device, 'up');
  }
}

function ip(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('ip', args, { encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`this suite needs network namespaces: ip ${args.join(' ')}: ${stderr.trim()}`);
  return stdout.trim();
}
