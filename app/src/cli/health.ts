/**
 * `callback-handler health`: asks the handler beside it, as a container's health check does where there is no curl. It
 * asks the admin listener, which speaks plain HTTP whatever the callback listener speaks; both give the same answer.
 */

import { get } from 'node:http';
import { Command } from 'commander';
import { type ListenAddress, parseEnvironment } from '../config/environment.ts';
import { exitConfiguration, exitFailed, exitOk, exitUnavailable } from './exit-codes.ts';
import { formatProblems } from './print-problems.ts';

/** Below the five seconds that a container's health check is given. */
const timeoutMs = 3_000;

export function healthCommand(): Command {
  return new Command('health')
    .description('ask the handler that runs here, under the same environment, whether it is healthy')
    .addHelpText(
      'after',
      '\nExit codes: 0 healthy, 1 not healthy, 69 no answer, 78 the environment is not that of a handler.',
    )
    .action(async () => {
      const settings = parseEnvironment(process.env);
      if (!settings.ok) {
        process.stderr.write(formatProblems(settings.error));
        process.exitCode = exitConfiguration;
        return;
      }
      process.exitCode = await askHealth(settings.value.admin);
    });
}

async function askHealth(admin: ListenAddress): Promise<number> {
  try {
    const { status, body } = await fetchHealth(admin);
    process.stdout.write(body);
    return status === 200 ? exitOk : exitFailed;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    process.stderr.write(`no answer from the handler: ${why}\n`);
    return exitUnavailable;
  }
}

function fetchHealth({ host, port }: ListenAddress): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    // Bound to every address, it is asked on the nearest.
    const address = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
    get({ host: address, port, path: '/health', signal, agent: false }, (incoming) => {
      let body = '';
      incoming.setEncoding('utf8').on('data', (piece: string) => {
        body += piece;
      });
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, body }));
      incoming.on('error', reject);
    }).on('error', reject);
  });
}
