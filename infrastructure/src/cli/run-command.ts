/** Runs one command and turns its outcome into lines and an exit code. Failures are values; AWS's own are recognised. */

import type { Command } from 'commander';
import { exitCodes } from '../lib/exit-codes.ts';
import { type Failure, failure } from '../lib/failure.ts';
import type { Result } from '../lib/result.ts';
import { languageOf } from '../messages/messages.ts';
import { type Context, type GlobalOptions, makeContext, type Opened, open } from './context.ts';

export type Outcome = Result<void, Failure>;

/** For commands that need neither AWS nor the deployment file. */
export async function runBare(command: Command, work: (context: Context) => Promise<Outcome>): Promise<void> {
  const context = makeContext(command.optsWithGlobals<GlobalOptions>());
  await conclude(context, () => work(context));
}

export async function run(command: Command, work: (opened: Opened) => Promise<Outcome>): Promise<void> {
  const context = makeContext(command.optsWithGlobals<GlobalOptions>());
  await conclude(context, async () => {
    const opened = await open(context);
    return opened.ok ? work(opened.value) : opened;
  });
}

async function conclude(
  { options, messages, say, report }: Context,
  work: () => Promise<Outcome>,
): Promise<void> {
  let outcome: Outcome;
  try {
    outcome = await work();
  } catch (error) {
    const recognised = recogniseAwsError(error);
    if (recognised === undefined) throw error;
    outcome = { ok: false, error: failure(recognised.code, messages(recognised.key, recognised.text)) };
  }
  if (outcome.ok) return;
  const { code, problems } = outcome.error;
  if (options.json) say(JSON.stringify({ ok: false, code, problems }));
  for (const problem of problems) report(`${messages('error')}: ${problem}`);
  process.exitCode = code;
}

/** AWS says no by an exception with a name; ours would be bugs and stay exceptions. */
export function recogniseAwsError(error: unknown) {
  if (!(error instanceof Error)) return undefined;
  const text = `${error.name}: ${error.message}`;
  if (/AccessDenied|UnauthorizedOperation|NotAuthorized/.test(error.name)) {
    return { code: exitCodes.denied, key: 'aws_denied', text } as const;
  }
  if (
    /CredentialsProviderError|ExpiredToken|InvalidClientTokenId|UnrecognizedClient|TimeoutError/.test(
      error.name,
    )
  ) {
    return { code: exitCodes.unavailable, key: 'aws_unavailable', text } as const;
  }
  if (/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT/.test(text)) {
    return { code: exitCodes.unavailable, key: 'aws_unavailable', text } as const;
  }
  return '$metadata' in error ? ({ code: exitCodes.failed, key: 'aws_refused', text } as const) : undefined;
}

export function defaultLanguage(environment: NodeJS.ProcessEnv) {
  return languageOf(environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG']);
}
