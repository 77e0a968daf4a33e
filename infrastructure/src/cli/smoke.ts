/** `smoke`: a request from inside the network. */

import { Command } from 'commander';
import { runSmokeTest, smokeUrl } from '../deployment/smoke.ts';
import { ok } from '../lib/result.ts';
import type { Messages } from '../messages/messages.ts';
import { run } from './run-command.ts';
import { withStack } from './with-stack.ts';

export function smokeCommand(messages: Messages): Command {
  return new Command('smoke')
    .description(messages('help_smoke'))
    .option('--smoke-url <url>', messages('help_smoke_url'))
    .action((options: { readonly smokeUrl?: string }, command: Command) =>
      run(command, (opened) =>
        withStack(opened, async (state) => {
          const outcome = await runSmokeTest(
            opened.aws,
            opened.around,
            state,
            smokeUrl(opened.deployment, state, options.smokeUrl),
            Date.now(),
          );
          if (!outcome.ok) return outcome;
          if (opened.options.json) opened.say(JSON.stringify({ ok: true, lines: outcome.value }));
          else for (const line of [...outcome.value, messages('smoke_passed')]) opened.say(line);
          return ok(undefined);
        }),
      ),
    );
}
