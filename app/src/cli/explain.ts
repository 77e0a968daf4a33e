/**
 * `callback-handler explain <request file>`: a dry run for people. Reads one request object (JSON, or the token it came
 * in), runs it through the same stations as the service, and prints what each of them says. Nothing is signed, recorded
 * or believed: a token's signature is not checked here.
 */

import { readFile } from 'node:fs/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { describeEvidence } from '../callback/compose-row.ts';
import { decide } from '../callback/decide.ts';
import { describeFileError } from '../config/files.ts';
import type { RuleTrace } from '../policy/verdict.ts';
import { loadPolicyFile } from '../policy-file.ts';
import { parseRequest } from '../request/parse.ts';
import { trustTransport } from '../token/transport.ts';
import { exitConfiguration, exitNoInput, exitOk } from './exit-codes.ts';
import { formatProblems } from './print-problems.ts';

interface Options {
  readonly policy: string;
  readonly operation: 'transaction' | 'configuration_change';
  readonly cosigner: string;
  readonly at?: Date;
  readonly json?: true;
}

export function explainCommand(): Command {
  return new Command('explain')
    .description(
      'Dry run of one request: what would be answered, and every rule that had a say. Nothing is recorded.',
    )
    .argument(
      '<request file>',
      'the request object as JSON, or the token it came in (its signature is not checked)',
    )
    .requiredOption('--policy <file>', 'the policy document')
    .addOption(
      new Option('--operation <operation>', 'which path the request came in on')
        .choices(['transaction', 'configuration_change'])
        .default('transaction'),
    )
    .option('--cosigner <name>', 'the co-signer that asks', 'any')
    .option('--at <time>', 'ISO 8601 time of the request (default: now)', parseTime)
    .option('--json', 'print JSON')
    .action(async (file: string, options: Options) => {
      process.exitCode = await explain(file, options);
    });
}

async function explain(file: string, options: Options): Promise<number> {
  const policy = await loadPolicyFile(options.policy);
  if (!policy.ok) {
    process.stderr.write(formatProblems(policy.error));
    return exitConfiguration;
  }
  const body = await readRequest(file);
  if (typeof body === 'string') {
    process.stderr.write(`${body}\n`);
    return exitNoInput;
  }
  const parsed = parseRequest(options.operation, trustTransport(body, options.cosigner));
  if (!parsed.ok) {
    const { reason, detail } = parsed.error.denial;
    print(options, { action: 'REJECT', reason, detail, rules: [] });
    return exitOk;
  }
  const everyRule = { ...policy.value, evaluate: policy.value.explain };
  const now = (options.at ?? new Date()).getTime();
  const { decision, evidence, trace } = decide(parsed.value, options.cosigner, everyRule, now);
  const reason =
    'denial' in decision ? decision.denial.reason : 'reason' in decision ? decision.reason : 'permitted';
  const detail = 'denial' in decision ? decision.denial.detail : {};
  const { stage } = parsed.value;
  print(options, {
    action: decision.action,
    reason,
    detail,
    stage,
    ...(evidence && { evidence: describeEvidence(evidence) }),
    rules: trace?.rules ?? [],
  });
  return exitOk;
}

interface Explanation {
  readonly action: string;
  readonly reason: string;
  readonly detail: Readonly<Record<string, string | number | boolean>>;
  readonly stage?: string;
  readonly evidence?: string;
  readonly rules: readonly RuleTrace[];
}

function print(options: Options, explanation: Explanation): void {
  process.stdout.write(
    options.json ? `${JSON.stringify(explanation, null, 2)}\n` : formatExplanation(explanation),
  );
}

function formatExplanation({ action, reason, detail, stage, evidence, rules }: Explanation): string {
  const details = Object.entries(detail).map(([name, value]) => `  ${name}: ${value}`);
  const facts = [stage && `stage ${stage}`, evidence && `evidence ${evidence}`].filter(Boolean).join(', ');
  const lines = rules.map(({ rule, effect, outcome, criterion, detail: why }) => {
    const because = criterion ? ` because of ${criterion}${why ? `: ${why}` : ''}` : '';
    return `  ${effect.padEnd(6)} ${rule}: ${outcome}${because}`;
  });
  return [`${action} (${reason})`, ...details, ...(facts ? [facts] : []), ...lines, ''].join('\n');
}

async function readRequest(file: string): Promise<Buffer | string> {
  try {
    const bytes = await readFile(file);
    const [, payload] = /^[\w-]+\.([\w-]+)\.[\w-]*\s*$/.exec(bytes.toString('latin1')) ?? [];
    return payload === undefined ? bytes : Buffer.from(payload, 'base64url');
  } catch (error) {
    return `${file} cannot be read: ${describeFileError(error)}`;
  }
}

function parseTime(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime()))
    throw new InvalidArgumentError(`${text} is not a time: write it like 2026-01-31T09:00:00Z`);
  return time;
}
