/**
 * The handler as a child process with production's flags: started, watched until it is healthy, its log lines read as
 * events.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { isJsonObject, type JsonObject, parseJson } from '../src/lib/json.ts';

export interface HandlerProcess {
  readonly process: ChildProcess;
  /** Every line that it wrote to its log, oldest first; lines that are no JSON object are left out. */
  readonly onEvent: (listener: (event: JsonObject) => void) => void;
  /** Resolves once it is healthy, or to a sentence that says why it never will be. */
  readonly healthy: () => Promise<string | undefined>;
  /** Resolves when it has ended. */
  readonly ended: Promise<HandlerEnd>;
}

export interface HandlerEnd {
  readonly code: number;
  /** The last lines it said that are no events: warnings, problems. */
  readonly said: readonly string[];
}

export interface HandlerOptions {
  readonly url: URL;
  readonly folder: string;
  readonly flags: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Keys are checked and the ledger is opened within a second; a slow machine gets more. */
const startTimeoutMs = 30_000;
const healthIntervalMs = 50;
const maxSaidLines = 50;

export function startHandler(options: HandlerOptions): HandlerProcess {
  const child = spawn(process.execPath, [...options.flags, 'src/main.ts', 'serve'], {
    cwd: options.folder,
    env: { ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const listeners: ((event: JsonObject) => void)[] = [];
  const said: string[] = [];
  const keep = (line: string): void => {
    said.push(line);
    if (said.length > maxSaidLines) said.shift();
  };
  createInterface({ input: child.stdout }).on('line', (line) => {
    const event = parseJson(Buffer.from(line));
    if (!event.ok || !isJsonObject(event.value)) keep(line);
    else for (const listener of listeners) listener(event.value);
  });
  createInterface({ input: child.stderr }).on('line', keep);
  const ended = once(child, 'close').then(([code]) => ({ code: typeof code === 'number' ? code : 1, said }));

  const healthy = async (): Promise<string | undefined> => {
    const health = new URL('/health', options.url);
    const deadline = Date.now() + startTimeoutMs;
    while (Date.now() < deadline) {
      if (child.exitCode !== null || child.signalCode !== null) {
        await ended;
        return `the handler did not start:\n${said.join('\n')}`;
      }
      if (await answersOk(health)) return undefined;
      await sleep(healthIntervalMs);
    }
    child.kill('SIGTERM');
    return `the handler was not healthy within ${startTimeoutMs / 1000} s:\n${said.join('\n')}`;
  };
  return { process: child, onEvent: (listener) => listeners.push(listener), healthy, ended };
}

/** True when nothing listens on the port. */
export async function isPortFree(host: string, port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

async function answersOk(url: URL): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
