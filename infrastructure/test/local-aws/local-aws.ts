/**
 * The local AWS of the tests: one process on loopback with its own folder, ended by its id. What it cannot show is in
 * docs/decisions/0035-local-aws.md.
 */

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const environments = fileURLToPath(new URL('../../.venv/', import.meta.url));

export const region = 'ap-northeast-1';
export const account = '000000000000';

export interface LocalAws {
  readonly endpoint: string;
  /** What makes a client talk to the local AWS: nothing of the caller's own account is in it. */
  readonly environment: Record<string, string>;
  /** The real `aws` command line, version 1. */
  readonly awsCommand: string;
  readonly logs: string;
  readonly stop: () => Promise<void>;
}

/** Installs what it needs once; `overrides` are set in every container. */
export async function startLocalAws(
  folder: string,
  folders: Readonly<Record<string, string>>,
  overrides: Readonly<Record<string, string | null>>,
): Promise<LocalAws> {
  const programs = installPython('local-aws', 'requirements.txt');
  // On its own: both want one exact botocore, and not the same one.
  const commands = installPython('aws-command', 'requirements-command.txt');
  const port = await freePort();
  const logs = join(folder, 'containers');
  await mkdir(logs, { recursive: true });
  const output = openSync(join(folder, 'local-aws.log'), 'w');
  const server = spawn(join(programs, 'python'), [join(here, 'launch.py')], {
    cwd: folder,
    stdio: ['ignore', output, output],
    env: {
      PATH: `${join(here, '../../node_modules/.bin')}:${process.env['PATH'] ?? ''}`,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      HOSTNAME: 'local-aws-gateway',
      MINISTACK_REGION: region,
      SFTP_ENABLED: '0',
      IOT_MTLS_ENABLED: '0',
      CLOUDTRAIL_RECORDING: '1',
      PYTHONDONTWRITEBYTECODE: '1',
      LOCAL_AWS_LOGS: logs,
      LOCAL_AWS_FOLDERS: JSON.stringify(folders),
      LOCAL_AWS_OVERRIDES: JSON.stringify(overrides),
    },
  });
  const endpoint = `http://127.0.0.1:${port}`;
  await eventually('the local AWS answers', async () => (await fetch(`${endpoint}/_ministack/health`)).ok);
  const ended = once(server, 'exit');
  return {
    endpoint,
    awsCommand: join(commands, 'aws'),
    logs,
    environment: {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_PAGER: '',
    },
    stop: async () => {
      server.kill();
      await ended;
    },
  };
}

/** Repeats until `holds` is true; for what another process does in its own time. */
export async function eventually(what: string, holds: () => Promise<boolean>, seconds = 40): Promise<void> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await pause(100)) {
    if (await holds().catch(() => false)) return;
  }
  throw new Error(`not within ${seconds} s: ${what}`);
}

function installPython(name: string, file: string): string {
  const virtualEnvironment = join(environments, name);
  const requirements = join(here, file);
  const stamp = join(virtualEnvironment, 'installed');
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  const programs = join(virtualEnvironment, 'bin');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return programs;
  process.stderr.write(`Installing ${requirements} (once) ...\n`);
  run('python3', ['-m', 'venv', '--clear', virtualEnvironment]);
  const quiet = ['--quiet', '--disable-pip-version-check'];
  run(join(programs, 'python'), ['-m', 'pip', 'install', ...quiet, '-r', requirements]);
  writeFileSync(stamp, wanted);
  return programs;
}

function run(program: string, args: readonly string[]): void {
  const { status } = spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0)
    throw new Error(`this suite needs Python 3.11 with venv and pip: ${program} ${args.join(' ')}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
