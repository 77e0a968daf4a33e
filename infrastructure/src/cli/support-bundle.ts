/** `support-bundle`: what an operator sends when asking for help, without transaction data, addresses or account ids. */

import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { readStatus } from '../deployment/prove.ts';
import { gatherEvidence } from '../doctor/gather.ts';
import { redact } from '../doctor/redact.ts';
import { diagnose } from '../doctor/symptoms.ts';
import { ok } from '../lib/result.ts';
import type { Messages } from '../messages/messages.ts';
import { run } from './run-command.ts';

const maxEvents = 100;
const maxLogLines = 200;

export function supportBundleCommand(messages: Messages): Command {
  return new Command('support-bundle')
    .description(messages('help_support_bundle'))
    .option('--out <file>', messages('help_out'), 'support-bundle.json')
    .action((options: { readonly out: string }, command: Command) =>
      run(command, async ({ aws, deployment, say, options: { dryRun } }) => {
        const state = await aws.stacks.describe(deployment.stack);
        const evidence = await gatherEvidence(aws, deployment, undefined, Date.now());
        const bundle = {
          made: new Date().toISOString(),
          stack: state?.status,
          parameters: state?.parameters,
          status: state && (await readStatus(aws, messages, state)),
          events: state && (await aws.stacks.events(deployment.stack)).slice(0, maxEvents),
          diagnoses: diagnose(evidence),
          evidence: evidence.filter(({ source }) => source !== 'log'),
          logLines: evidence.filter(({ source }) => source === 'log').slice(-maxLogLines),
        };
        const text = redact(JSON.stringify(bundle, undefined, 2));
        if (dryRun) say(text);
        else {
          await writeFile(options.out, `${text}\n`, { mode: 0o600 });
          say(messages('bundle_written', options.out));
        }
        return ok(undefined);
      }),
    );
}
