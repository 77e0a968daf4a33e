/**
 * The handler as it is run: a process of its own with production's flags, a folder with its keys, its ledger on disk,
 * its log read line by line. And the other commands of the program, run to their end.
 */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import {
  type DevelopmentFiles,
  otherSignerId,
  prepareDevelopmentFiles,
  signerId,
} from '../../scripts/development-files.ts';
import { processFlags } from '../../scripts/process-flags.ts';
import {
  type Authentication,
  authenticationOptions,
  openConnection,
} from '../../src/simulator/connection.ts';
import { type Cosigner, type CosignerKeys, createCosigner } from '../../src/simulator/cosigner.ts';
import { type Pair, privatePem, publicPem, rsaPair } from './keys.ts';

export const app = fileURLToPath(new URL('../..', import.meta.url));
export const examplePolicy = join(app, 'policy/example.yaml');

/** The pairs behind the development files of every workplace. */
export const pairs = {
  cosigner: rsaPair('cosigner'),
  otherCosigner: rsaPair('other_cosigner'),
  answer: rsaPair('callback'),
} as const;

export type Environment = Readonly<Record<string, string>>;
/** A log line. */
export type LogEvent = Readonly<Record<string, unknown>>;

export interface Ended {
  /** Null after a signal that was not caught. */
  readonly code: number | null;
  readonly stderr: string;
}

export interface HandlerProcess {
  /** Of the callback listener. */
  readonly url: URL;
  /** Of the admin listener. */
  readonly adminUrl: URL;
  readonly jsonUrl: URL | undefined;
  /** Everything it wrote to its log so far. */
  readonly lines: readonly string[];
  readonly events: (name: string) => readonly LogEvent[];
  /** The next or an earlier event that fits; fails when none comes. */
  readonly waitFor: (name: string, fits?: (event: LogEvent) => boolean) => Promise<LogEvent>;
  /** Looks again at every log line; fails when it never holds. */
  readonly until: (holds: () => boolean, what: string) => Promise<void>;
  readonly signal: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<Ended>;
  /** SIGTERM, and everything that came of it. */
  readonly stop: () => Promise<Ended>;
  readonly getHealth: () => Promise<{ readonly status: number; readonly body: LogEvent }>;
  readonly getMetrics: () => Promise<string>;
}

export interface Workplace {
  readonly folder: string;
  readonly files: DevelopmentFiles;
  /** The environment of a handler on free ports with a ledger in the folder, and what is different. */
  readonly environment: (changes?: Environment) => Environment;
  /** Starts a handler, which stops with the workplace. Fails when it does not start. */
  readonly start: (changes?: Environment) => Promise<HandlerProcess>;
  /** Runs `serve` where it is expected to end by itself. */
  readonly startInVain: (environment: Environment) => Promise<Ended>;
  /** Runs another command to its end. */
  readonly run: (args: readonly string[], environment?: Environment) => Promise<CommandResult>;
  /** Writes a file that only its owner can read and returns its path. */
  readonly write: (name: string, content: string) => Promise<string>;
}

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const eventTimeoutMs = 15_000;
const startTimeoutMs = 30_000;

/** `cleanUp` is `after` of a file or `t.after` of a test. */
export async function openWorkplace(cleanUp: (work: () => Promise<void>) => void): Promise<Workplace> {
  const folder = await mkdtemp(join(tmpdir(), 'callback-handler-'));
  const running: HandlerProcess[] = [];
  cleanUp(async () => {
    await Promise.all(running.map((handler) => handler.stop()));
    await rm(folder, { recursive: true });
  });
  writePair(folder, 'cosigner', pairs.cosigner);
  writePair(folder, 'other_cosigner', pairs.otherCosigner);
  writePair(folder, 'callback', pairs.answer);
  const files = await prepareDevelopmentFiles(folder, new URL('http://127.0.0.1:1'));
  const environment = (changes: Environment = {}): Environment => ({
    PORT: '0',
    CALLBACK_ADMIN_PORT: '0',
    CALLBACK_COSIGNERS: `file:${files.cosigners}`,
    CALLBACK_POLICY: `file:${examplePolicy}`,
    CALLBACK_LEDGER: `sqlite:${files.ledger}`,
    CALLBACK_KEY_REFRESH_SECONDS: '0',
    ...changes,
  });
  return {
    folder,
    files,
    environment,
    start: async (changes) => {
      const handler = await watch(spawnHandler(folder, environment(changes)));
      running.push(handler);
      return handler;
    },
    startInVain: (wrong) => endOf(spawnHandler(folder, wrong)),
    run: (args, extra) => runCommand(args, extra),
    write: async (name, content) => {
      const path = join(folder, name);
      await writeFile(path, content, { mode: 0o600 });
      return path;
    },
  };
}

export function writePair(folder: string, name: string, pair: Pair): void {
  writeFileSync(join(folder, `${name}_private.pem`), privatePem(pair), { mode: 0o600 });
  writeFileSync(join(folder, `${name}_public.pem`), publicPem(pair), { mode: 0o600 });
}

export interface Caller {
  readonly signerId?: string;
  readonly keys?: CosignerKeys | 'none';
  readonly authentication?: Authentication;
  /** PEM, for the options that pin one. */
  readonly certificate?: string;
}

/** The simulated co-signer of the development files, or one that differs in what is given. Close its connection. */
export function callerOf(url: URL, caller: Caller = {}): Cosigner {
  const { keys = { privateKey: pairs.cosigner.privateKey, answerKey: pairs.answer.publicKey } } = caller;
  const connection = openConnection({
    url,
    authentication: caller.authentication ?? authenticationOptions[1],
    certificate: caller.certificate,
    timeoutMs: 30_000,
  });
  return createCosigner({
    connection,
    signerId: caller.signerId ?? signerId,
    otherSignerId,
    keys: keys === 'none' ? undefined : keys,
  });
}

function spawnHandler(folder: string, environment: Environment): ChildProcess {
  const coverage = process.env['NODE_V8_COVERAGE'];
  const program = ['src', 'node_modules', 'package.json', 'policy'].map((part) => join(app, part));
  const flags = processFlags({
    readable: [...program, folder],
    writable: [folder, ...(coverage ? [coverage] : [])],
  });
  // Measuring coverage is the inspector's work, and under --permission there is none.
  const measuring = coverage ? ['--allow-inspector', '--disable-warning=PERM0004'] : [];
  return spawnNode([...flags, ...measuring, 'src/main.ts', 'serve'], environment);
}

/** In the environment that is given and no other, but for the folder that coverage is written to. */
function spawnNode(args: readonly string[], environment: Environment): ChildProcess {
  const coverage = process.env['NODE_V8_COVERAGE'];
  const child = spawn(process.execPath, args, {
    cwd: app,
    env: { ...environment, ...(coverage && { NODE_V8_COVERAGE: coverage }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', kill);
  child.once('close', () => process.off('exit', kill));
  return child;
}

export async function runCommand(
  args: readonly string[],
  environment: Environment = {},
): Promise<CommandResult> {
  const child = spawnNode(['src/main.ts', ...args], environment);
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  await once(child, 'close');
  return { code: child.exitCode ?? -1, stdout: stdout(), stderr: stderr() };
}

async function endOf(child: ChildProcess): Promise<Ended> {
  const stderr = collect(child.stderr);
  child.stdout?.resume();
  const tooLong = setTimeout(() => child.kill('SIGKILL'), startTimeoutMs);
  await once(child, 'close');
  clearTimeout(tooLong);
  return { code: child.exitCode, stderr: stderr() };
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  const pieces: string[] = [];
  stream?.setEncoding('utf8').on('data', (piece: string) => pieces.push(piece));
  return () => pieces.join('');
}

async function watch(child: ChildProcess): Promise<HandlerProcess> {
  const lines: string[] = [];
  const all: LogEvent[] = [];
  const listeners = new Set<() => void>();
  assert.ok(child.stdout);
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    all.push(JSON.parse(line));
    for (const listener of listeners) listener();
  });
  const stderr = collect(child.stderr);
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, stderr: stderr() }));

  const events = (name: string): readonly LogEvent[] => all.filter(({ event }) => event === name);
  const until = (holds: () => boolean, what: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const finish = (problem?: string): void => {
        listeners.delete(look);
        clearTimeout(timer);
        if (problem === undefined) resolve();
        else reject(new Error(`${problem} ${what}\n${lines.slice(-5).join('\n')}\n${stderr()}`));
      };
      const look = (): void => {
        if (holds()) finish();
      };
      const timer = setTimeout(finish, eventTimeoutMs, 'not in time:');
      listeners.add(look);
      void ended.then(({ code }) => finish(holds() ? undefined : `ended with ${code} before:`));
      look();
    });
  const waitFor = async (name: string, fits = (_event: LogEvent) => true): Promise<LogEvent> => {
    let found: LogEvent | undefined;
    await until(() => {
      found = all.find((event) => event['event'] === name && fits(event));
      return found !== undefined;
    }, `event ${name}`);
    assert.ok(found);
    return found;
  };

  const started = await waitFor('started');
  const [url, adminUrl, jsonUrl] = listenersOf(started);
  assert.ok(url && adminUrl);
  return {
    url,
    adminUrl,
    jsonUrl: jsonUrl && new URL(jsonUrl.href.replace('http:', 'https:')),
    lines,
    events,
    waitFor,
    until,
    signal: (signal) => child.kill(signal),
    ended,
    stop: async () => {
      child.kill('SIGTERM');
      return ended;
    },
    getHealth: async () => {
      const response = await fetch(new URL('/health', url));
      return { status: response.status, body: JSON.parse(await response.text()) };
    },
    getMetrics: async () => (await fetch(new URL('/metrics', adminUrl))).text(),
  };
}

function listenersOf({ listeners }: LogEvent): readonly URL[] {
  assert.ok(Array.isArray(listeners));
  return listeners.map((address) => new URL(`http://${address}`));
}

/** The value of a metric with exactly these labels; 0 while it has none. */
export function readMetric(metrics: string, series: string): number {
  const line = metrics.split('\n').find((candidate) => candidate.startsWith(`${series} `));
  return line === undefined ? 0 : Number(line.slice(series.length + 1));
}
