/**
 * `callback-handler simulate`: plays a co-signer against a running handler. Options in, report out; the exit code says
 * whether every expectation held.
 */

import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { err, ok, type Result } from '../lib/result.ts';
import { loadCorpus, loadRequest } from '../simulator/corpus.ts';
import { authenticationNames, equipCosigner } from '../simulator/equip.ts';
import { type Outcome, outcomes } from '../simulator/play.ts';
import { type Profile, parseProfile } from '../simulator/profile.ts';
import { formatJson, formatTable, wantsColour } from '../simulator/report.ts';
import {
  holds,
  maxConcurrency,
  maxCount,
  type RunOptions,
  type RunResult,
  runCases,
  runScenarios,
} from '../simulator/run.ts';
import { scenarios } from '../simulator/scenarios/catalogue.ts';
import { exitFailed, exitOk, exitUnavailable, exitUsage } from './exit-codes.ts';

/** The flood of default size takes a second or two. */
const defaultCount = 100;
const defaultConcurrency = 20;
/** What a co-signer waits (protocol section 1.4). */
const defaultTimeoutSeconds = 30;
const maxTimeoutSeconds = 600;

const exitCodeHelp =
  'Exit codes: 0 all as expected, 1 something was not, 64 wrong options, 69 the handler cannot be reached.';

export interface SimulateOptions extends Profile {
  readonly scenario?: readonly string[];
  readonly corpus?: string;
  readonly request?: string;
  readonly expect?: Outcome;
  readonly profile?: string;
  readonly count: number;
  readonly concurrency: number;
  /** Seconds. */
  readonly timeout: number;
  readonly json?: true;
}

export interface Output {
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
  readonly colour: boolean;
}

export function simulateCommand(): Command {
  return new Command('simulate')
    .description('play a co-signer: send requests as the real one does, check every answer')
    .option('--profile <file>', 'options as JSON, such as npm start writes; what is given here comes first')
    .option('--url <address>', 'base address of the handler, without /v2')
    .option('--authentication <option>', `1 to 5 or ${authenticationNames().join(', ')} (default: 1)`)
    .option('--cosigner-key <file>', 'private key of the co-signer, PEM (options 1, 4, 5)')
    .option('--answer-key <file>', 'public key that verifies the answers, PEM (options 1, 4, 5)')
    .option('--signer-id <id>', 'API user that asks')
    .option('--other-signer-id <id>', 'API user of another co-signer, for signer-of-other-cosigner')
    .option('--tls-certificate <file>', 'pinned certificate, PEM (options 2, 4)')
    .option('--tls-ca <file>', 'root certificate, PEM (options 3, 5)')
    .option('--scenario <name>', 'scenario to play, repeatable; all plays every one', addScenario)
    .option('--corpus <path>', 'file or folder of JSON cases to send')
    .option('--request <file>', 'one request object to send')
    .addOption(new Option('--expect <outcome>', 'what --request must get').choices(outcomes))
    .option(
      '--count <number>',
      `requests of a scenario with many, up to ${maxCount}`,
      upTo(maxCount),
      defaultCount,
    )
    .option(
      '--concurrency <number>',
      `how many at once, up to ${maxConcurrency}`,
      upTo(maxConcurrency),
      defaultConcurrency,
    )
    .option(
      '--timeout <seconds>',
      'how long to wait for an answer',
      upTo(maxTimeoutSeconds),
      defaultTimeoutSeconds,
    )
    .option('--json', 'print JSON instead of a table')
    .addHelpText('after', `\nScenarios:\n${scenarioList()}\n\n${exitCodeHelp}`)
    .action(async (options: SimulateOptions) => {
      process.exitCode = await simulate(options, {
        print: (text) => process.stdout.write(`${text}\n`),
        complain: (text) => process.stderr.write(`${text}\n`),
        colour: wantsColour(process.stdout, process.env['NO_COLOR']),
      });
    });
}

/**
 * Plays what the options ask for and prints the report.
 * @returns the exit code
 */
export async function simulate(given: SimulateOptions, output: Output): Promise<number> {
  const profile = await loadProfile(given.profile);
  const cosigner = profile.ok
    ? await equipCosigner({ ...profile.value, ...given, timeoutMs: given.timeout * 1000 })
    : err([profile.error]);
  const play = await choosePlay(given);
  if (!cosigner.ok || !play.ok) {
    const sentences = [...(cosigner.ok ? [] : cosigner.error), ...(play.ok ? [] : [play.error])];
    for (const sentence of sentences) output.complain(`error: ${sentence}`);
    return exitUsage;
  }
  const { count, concurrency } = given;
  const result = await play.value({ cosigner: cosigner.value, count, concurrency, newId: randomUUID });
  cosigner.value.connection.close();
  if (result.unreachable !== undefined) {
    output.complain(`error: the handler gave no answer: ${result.unreachable}`);
    return exitUnavailable;
  }
  output.print(given.json === true ? formatJson(result) : formatTable(result, output));
  return holds(result) ? exitOk : exitFailed;
}

type Playing = (options: RunOptions) => Promise<RunResult>;

async function choosePlay(options: SimulateOptions): Promise<Result<Playing, string>> {
  const { scenario: names, corpus, request, expect } = options;
  if ([names, corpus, request].filter((choice) => choice !== undefined).length !== 1) {
    return err('give one of --scenario, --corpus and --request');
  }
  if (expect !== undefined && request === undefined) return err('--expect goes with --request');
  if (names !== undefined) {
    const wanted = scenarios.filter(({ name }) => names.includes('all') || names.includes(name));
    return ok((run) => runScenarios(wanted, run));
  }
  const cases = corpus === undefined ? await loadRequest(request ?? '', expect) : await loadCorpus(corpus);
  return cases.ok ? ok((run) => runCases(cases.value, run)) : cases;
}

async function loadProfile(path: string | undefined): Promise<Result<Profile, string>> {
  if (path === undefined) return ok({});
  try {
    return parseProfile(await readFile(path), path);
  } catch {
    return err(`${path} cannot be read; npm start writes the one of the development handler`);
  }
}

function addScenario(name: string, earlier: readonly string[] = []): readonly string[] {
  if (name !== 'all' && !scenarios.some((scenario) => scenario.name === name)) {
    throw new InvalidArgumentError('No such scenario; --help lists them.');
  }
  return [...earlier, name];
}

function upTo(most: number): (text: string) => number {
  return (text) => {
    const value = /^[1-9][0-9]{0,5}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value <= most)) throw new InvalidArgumentError(`Must be a whole number from 1 to ${most}.`);
    return value;
  };
}

function scenarioList(): string {
  const longest = Math.max(...scenarios.map(({ name }) => name.length));
  return scenarios.map(({ name, summary }) => `  ${name.padEnd(longest)}  ${summary}`).join('\n');
}
