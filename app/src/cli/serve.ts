/** `callback-handler serve`: the service as a process: start, signals, exit codes. */

import { Command } from 'commander';
import { LedgerError } from '../ledger/ledger-error.ts';
import { prepare } from '../preparation.ts';
import { type Service, startService } from '../service.ts';
import { exitConfiguration, exitUnavailable } from './exit-codes.ts';
import { formatProblems } from './print-problems.ts';

export function serveCommand(): Command {
  return new Command('serve')
    .description('Start the handler. Configured by environment variables only; see README.md.')
    .option('--check-config', 'check configuration and policy, report every problem, and exit')
    .action(async (options: { readonly checkConfig?: true }) => {
      const code = await serve(options.checkConfig === true);
      if (code !== undefined) process.exitCode = code;
    });
}

/** Returns an exit code where the service does not stay up. */
async function serve(onlyCheck: boolean): Promise<number | undefined> {
  const preparation = await prepare(process.env);
  if (!preparation.ok) {
    process.stderr.write(formatProblems(preparation.error));
    return exitConfiguration;
  }
  if (onlyCheck) {
    process.stdout.write(
      `configuration and policy are good; policy sha256 ${preparation.value.policy.sha256}\n`,
    );
    return undefined;
  }
  const starting = startService(preparation.value, (line) => process.stdout.write(line));
  obeySignals(starting);
  try {
    await starting;
    // What reading the policy left behind would stay for hours: an idle service allocates nothing that asks for it.
    globalThis.gc?.();
    return undefined;
  } catch (error) {
    process.stderr.write(`the service cannot start: ${whyNot(error)}\n`);
    return exitUnavailable;
  }
}

/** From before the service says that it has started: who reads that may send a signal at once. */
function obeySignals(starting: Promise<Service>): void {
  const onceStarted = (act: (service: Service) => Promise<void>): void => {
    // Where it does not start there is nothing to do, and why it did not is told elsewhere.
    void starting.then(act, () => undefined);
  };
  let draining = false;
  const drain = (signal: string): void => {
    // A second signal changes nothing: what is open is finished first.
    if (draining) return;
    draining = true;
    onceStarted(async (service) => {
      await service.drain(signal);
      process.exit(0);
    });
  };
  process.on('SIGTERM', drain);
  process.on('SIGINT', drain);
  process.on('SIGHUP', () => onceStarted((service) => service.refreshKeys()));
}

function whyNot(error: unknown): string {
  if (error instanceof LedgerError) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `${error.message}: another process listens there; stop it or set PORT and CALLBACK_ADMIN_PORT`;
  }
  return error instanceof Error ? error.message : String(error);
}
