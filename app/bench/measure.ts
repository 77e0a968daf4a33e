/** Starts a server under test on core 0, loads it from core 1, and reads what it did. */

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { processFlags } from '../scripts/process-flags.ts';
import type { LoadReport } from './load.ts';
import { pinned, type Rig } from './rig.ts';

export interface Load {
  readonly answer: 'RS256' | 'ES256';
  readonly requests: number;
  readonly connections: number;
  readonly perSecond?: number;
  /** How many of the requests come first, as fast as they can, and are not measured. */
  readonly warmUp: number;
}

export interface Measured extends LoadReport {
  readonly residentHalfMb: number;
  readonly residentMb: number;
  /** Of the whole process, all threads: unlike the rate it hardly depends on what else the machine does. */
  readonly cpuMicrosPerRequest: number;
}

/** The just-in-time compiler is at work for the first 20,000 requests; what it costs is no part of a steady state. */
export const warmUpShare = 0.4;

const app = join(import.meta.dirname, '..');
const port = 34_567;
const adminPort = 34_568;
export async function measureHandler(rig: Rig, load: Load): Promise<Measured> {
  const server = await startHandler(rig, load.answer);
  try {
    return await measure(rig, server, load);
  } finally {
    await stop(server);
  }
}

/** What a server can do at best that verifies one token and signs one answer on node:crypto, and nothing else. */
export async function measureBareServer(rig: Rig, requests: number): Promise<Measured> {
  const command = [
    process.execPath,
    join(import.meta.dirname, 'bare-server.ts'),
    String(port),
    rig.cosignerPublicKey,
    rig.answerPrivateKey,
  ];
  const server = start(command, {});
  await healthy();
  try {
    return await measure(rig, server, {
      answer: 'RS256',
      requests,
      connections: 64,
      warmUp: Math.floor(requests * warmUpShare),
    });
  } finally {
    await stop(server);
  }
}

/** Milliseconds from spawning the process to its first 200 on /health; the best of five, after one that fills caches. */
export async function measureStart(rig: Rig): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 6; round += 1) {
    const began = performance.now();
    const server = await startHandler(rig, 'RS256');
    times.push(performance.now() - began);
    await stop(server);
  }
  return Math.min(...times.slice(1));
}

/** Fills the compile cache, which the image has from its build. */
export async function warmCache(rig: Rig): Promise<void> {
  await stop(await startHandler(rig, 'RS256'));
}

async function startHandler(rig: Rig, answer: Load['answer']): Promise<ChildProcess> {
  for (const suffix of ['', '-wal', '-shm', '-lock'])
    rmSync(join(rig.folder, `ledger${suffix}`), { force: true });
  const flags = processFlags({ readable: [app], writable: [rig.folder] });
  const server = start([process.execPath, ...flags, join(app, 'src/main.ts'), 'serve'], {
    PORT: String(port),
    CALLBACK_ADMIN_PORT: String(adminPort),
    CALLBACK_COSIGNERS: `file:${rig.cosigners(answer)}`,
    CALLBACK_POLICY: `file:${rig.policy}`,
    CALLBACK_LEDGER: `sqlite:${join(rig.folder, 'ledger')}`,
    // As the image sets them.
    NODE_COMPILE_CACHE: join(rig.folder, 'compile-cache'),
    MALLOC_ARENA_MAX: '1',
  });
  await healthy();
  return server;
}

function start(command: readonly string[], environment: Readonly<Record<string, string>>): ChildProcess {
  const [program = '', ...args] = pinned(0, command);
  return spawn(program, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { PATH: process.env['PATH'], ...environment },
  });
}

async function healthy(): Promise<void> {
  for (let tries = 0; tries < 3000; tries += 1) {
    const response = await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('the server did not become healthy');
}

async function measure(rig: Rig, server: ChildProcess, load: Load): Promise<Measured> {
  const { answer, connections, warmUp } = load;
  await runLoad(rig, { answer, connections, warmUp, requests: warmUp }, 0);
  const before = cpuMicros(server);
  const half = Math.floor((load.requests - warmUp) / 2);
  const first = await runLoad(rig, { ...load, requests: half }, warmUp);
  const residentHalfMb = residentMb(server);
  const second = await runLoad(rig, { ...load, requests: half }, warmUp + half);
  const cpuMicrosPerRequest = (cpuMicros(server) - before) / (first.requests + second.requests);
  const notOk = first.notOk + second.notOk;
  if (notOk > 0) throw new Error(`${notOk} requests were not answered with 200`);
  // The better half: noise of the machine only ever makes it slower.
  const better = first.perSecond > second.perSecond ? first : second;
  return { ...better, residentHalfMb, residentMb: residentMb(server), cpuMicrosPerRequest };
}

async function runLoad(rig: Rig, load: Load, from: number): Promise<LoadReport> {
  const { requests, connections, perSecond } = load;
  const job = {
    port,
    path: '/v2/tx_sign_request',
    file: rig.tokens,
    from,
    count: requests,
    connections,
    perSecond,
  };
  const command = [process.execPath, join(import.meta.dirname, 'load.ts'), JSON.stringify(job)];
  const [program = '', ...args] = pinned(1, command);
  const { stdout } = await promisify(execFile)(program, args, { maxBuffer: 1_000_000 });
  return JSON.parse(stdout);
}

function residentMb(server: ChildProcess): number {
  const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

/** User and system time; the kernel counts in hundredths of a second (`man proc_pid_stat`, fields 14 and 15). */
function cpuMicros(server: ChildProcess): number {
  const fields = readFileSync(`/proc/${server.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

async function stop(server: ChildProcess): Promise<void> {
  const gone = once(server, 'exit');
  server.kill();
  await gone;
}
