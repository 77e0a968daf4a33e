/**
 * `callback-handler pause|resume|exception|prices`: what operators set in a running ledger. Every change is a row of the
 * audit chain, with who did it and why; services see it within two seconds. None of this is a deployment.
 */

import { userInfo } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { ControlContent } from '../audit/row.ts';
import { type LedgerReference, parseLedger } from '../config/environment.ts';
import { exceptionChange, pauseChange, priceChange, resumeChange } from '../ledger/control.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { noteBeside } from '../ledger/sqlite/notes.ts';
import { parseDecimal } from '../lib/decimal.ts';
import { parsePauseSubject } from '../policy/controls.ts';
import { parseDuration } from '../policy/window.ts';
import { exitNoInput, exitOk } from './exit-codes.ts';

interface Options {
  readonly ledger: LedgerReference;
  readonly by: string;
  readonly why: string;
}

/** Longer is not an exception but a rule. */
const maxExceptionMs = 7 * 86_400_000;

export function pauseCommand(): Command {
  return withOptions(new Command('pause'))
    .description(
      'Stop approving: everything, or one source, asset or destination. Acts within two seconds on every task.',
    )
    .argument('<subject>', 'everything, source:<id>, asset:<id> or destination:<address or id>', parseSubject)
    .option('--retry', 'let what is asked wait (RETRY) instead of refusing it (REJECT)')
    .action((subject: string, options: Options & { readonly retry?: true }) =>
      set(options, [pauseChange({ subject, answer: options.retry ? 'RETRY' : 'REJECT' })]),
    );
}

export function resumeCommand(): Command {
  return withOptions(new Command('resume'))
    .description('End a pause.')
    .argument('<subject>', 'the subject of the pause', parseSubject)
    .action((subject: string, options: Options) => set(options, [resumeChange(subject)]));
}

export function exceptionCommand(): Command {
  const grant = withOptions(new Command('grant'))
    .description('Let one request through holds and limits, once. Lifts no forbid and no pause.')
    .argument('<payload sha256>', 'of the exact request, as its audit row tells it', parseSha256)
    .option(
      '--for <duration>',
      'how long it may be used, such as 90m or 24h; at most 7d',
      parseExceptionTime,
      3_600_000,
    )
    .action((payloadSha256: string, options: Options & { readonly for: number }) =>
      set(options, [exceptionChange({ payloadSha256, until: Date.now() + options.for })]),
    );
  return new Command('exception').description('One-use exceptions for one exact request.').addCommand(grant);
}

export function pricesCommand(): Command {
  const put = withOptions(new Command('put'))
    .description('Write prices for limits in US dollars, as an operator’s job does every few minutes.')
    .argument('<price...>', 'such as ETH=3000.12: US dollars for one whole unit', collectPrice)
    .addOption(new Option('--at <time>', 'ISO 8601 time of the prices (default: now)').argParser(parseTime))
    .action((prices: ReadonlyMap<string, string>, options: Options & { readonly at?: number }) => {
      const at = options.at ?? Date.now();
      return set(
        options,
        Array.from(prices, ([asset, usd]) => priceChange(asset, { usd, at })),
      );
    });
  return new Command('prices').description('The price table of limits in US dollars.').addCommand(put);
}

function withOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--ledger <ledger>', 'sqlite:<path> or dynamodb:<table>')
        .env('CALLBACK_LEDGER')
        .argParser(parseSharedLedger)
        .makeOptionMandatory(),
    )
    .option('--by <name>', 'who does it', nameOfUser())
    .option('--why <text>', 'why, for the audit', '');
}

/** In a container the user is a number that has no name, and asking for one throws. */
function nameOfUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

async function set({ ledger, by, why }: Options, changes: ControlContent['changes']): Promise<void> {
  const content: ControlContent = { at: new Date().toISOString(), kind: 'control', changes, by, why };
  try {
    await note(ledger, content);
    process.stdout.write(changes.map(({ key, value }) => `${key} ${JSON.stringify(value)}\n`).join(''));
    process.exitCode = exitOk;
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = exitNoInput;
  }
}

async function note(ledger: LedgerReference, content: ControlContent): Promise<void> {
  if (ledger.kind === 'sqlite') return noteBeside(ledger.path, content);
  if (ledger.kind !== 'dynamodb') throw new Error('a memory ledger has no other process');
  const { openDynamoLedger } = await import('../aws/dynamodb/ledger.ts');
  const opened = await openDynamoLedger({ table: ledger.table });
  await opened.note(content).finally(() => opened.close());
}

function parseSharedLedger(text: string): LedgerReference {
  const ledger = parseLedger(text);
  if (ledger === undefined || ledger.kind === 'memory') {
    throw new InvalidArgumentError('Write sqlite:<path> or dynamodb:<table>.');
  }
  return ledger;
}

function parseSubject(text: string): string {
  const subject = parsePauseSubject(text);
  if (subject === undefined) {
    throw new InvalidArgumentError(
      'Write everything, source:<id>, asset:<id> or destination:<address or id>.',
    );
  }
  return subject;
}

function parseSha256(text: string): string {
  if (!/^[0-9a-f]{64}$/.test(text)) throw new InvalidArgumentError('Write 64 lower-case hexadecimal digits.');
  return text;
}

function parseExceptionTime(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined || ms > maxExceptionMs)
    throw new InvalidArgumentError('Write 90m, 24h or at most 7d.');
  return ms;
}

function collectPrice(
  text: string,
  earlier: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, string> {
  const [, asset = '', usd = ''] = /^([!-<>-~]{1,128})=(\S+)$/.exec(text) ?? [];
  if (!parseDecimal(usd).ok)
    throw new InvalidArgumentError('Write <asset>=<US dollars for one unit>, such as ETH=3000.12.');
  return new Map([...earlier, [asset, usd]]);
}

function parseTime(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new InvalidArgumentError('Write it like 2026-01-31T09:00:00Z.');
  return time;
}
