/** What every command is given: the operator's language and options, a way to speak and to ask, and AWS when needed. */

import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Aws } from '../aws/aws.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { readDeployment } from '../deployment/file.ts';
import type { Failure } from '../lib/failure.ts';
import { ok, type Result } from '../lib/result.ts';
import { type Language, type Messages, messagesIn } from '../messages/messages.ts';
import type { Surroundings } from '../stack/change.ts';

export interface GlobalOptions {
  readonly file: string;
  readonly profile?: string;
  readonly region?: string;
  readonly lang: Language;
  readonly json?: true;
  readonly dryRun?: true;
  readonly yes?: true;
}

export interface Context {
  readonly options: GlobalOptions;
  readonly messages: Messages;
  readonly colour: boolean;
  /** The result: standard output. */
  readonly say: (line: string) => void;
  /** Progress: standard error, so that `--json` stays JSON. */
  readonly report: (line: string) => void;
  /** True with `--yes`; without a terminal nobody can be asked. */
  readonly confirm: (question: string) => Promise<boolean>;
  readonly ask: (question: string, fallback: string) => Promise<string>;
}

/** A context with the deployment file read and AWS at hand. */
export interface Opened extends Context {
  readonly deployment: Deployment;
  readonly aws: Aws;
  readonly around: Surroundings;
}

export function makeContext(options: GlobalOptions): Context {
  const messages = messagesIn(options.lang);
  const report = (line: string): void => void process.stderr.write(`${line}\n`);
  const ask = async (question: string, fallback: string): Promise<string> => {
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return (await terminal.question(`${question} [${fallback}] `)).trim() || fallback;
    } finally {
      terminal.close();
    }
  };
  return {
    options,
    messages,
    colour: process.stderr.isTTY === true && process.env['NO_COLOR'] === undefined,
    say: (line) => void process.stdout.write(`${line}\n`),
    report,
    ask,
    confirm: async (question) => {
      if (options.yes) return true;
      if (!process.stdin.isTTY) {
        report(messages('nobody_to_ask'));
        return false;
      }
      return /^(y|yes|はい)$/i.test(await ask(question, 'no'));
    },
  };
}

export async function open(context: Context): Promise<Result<Opened, Failure>> {
  const deployment = await readDeployment(context.options.file);
  if (!deployment.ok) return deployment;
  return ok(await openWith(context, deployment.value));
}

export async function openWith(context: Context, deployment: Deployment): Promise<Opened> {
  const { openAws } = await import('../aws/aws.ts');
  const { profile } = context.options;
  const region = context.options.region ?? deployment.region;
  const aws = await openAws(profile === undefined ? { region } : { region, profile });
  const newName = (): string => `deploy-${Date.now()}-${process.pid}`;
  const { messages, report } = context;
  return {
    ...context,
    deployment,
    aws,
    around: { stacks: aws.stacks, messages, report, newName, pause: (milliseconds) => pause(milliseconds) },
  };
}

/** A template beside `src/`. */
export function readTemplate(
  name: 'bootstrap.yaml' | 'cloudformation.yaml' | 'cloudformation-existing-vpc.yaml',
): Promise<string> {
  return readFile(fileURLToPath(new URL(`../../${name}`, import.meta.url)), 'utf8');
}

/** A deployment that names a network gets the template for a network that is there. */
export function readHandlerTemplate({ parameters }: Deployment): Promise<string> {
  const existing = parameters['ExistingVpcId'] !== undefined;
  return readTemplate(existing ? 'cloudformation-existing-vpc.yaml' : 'cloudformation.yaml');
}
