/** `logs`: the handler's lines, oldest first; `--follow` until interrupted. */

import { setTimeout as pause } from 'node:timers/promises';
import { Command } from 'commander';
import type { LogLine } from '../aws/log-lines.ts';
import { ok } from '../lib/result.ts';
import type { Messages } from '../messages/messages.ts';
import { run } from './run-command.ts';
import { withStack } from './with-stack.ts';

interface Options {
  readonly minutes: string;
  readonly filter?: string;
  readonly follow?: true;
}

const followMs = 2000;

export function logsCommand(messages: Messages): Command {
  return new Command('logs')
    .description(messages('help_logs'))
    .option('--minutes <number>', messages('help_minutes'), '10')
    .option('--filter <pattern>', messages('help_filter'))
    .option('--follow', messages('help_follow'))
    .action((options: Options, command: Command) =>
      run(command, (opened) =>
        withStack(opened, async (state) => {
          const group = state.outputs['LogGroupName'] ?? '';
          const seen = new Set<string>();
          const show = ({ timeMs, text }: LogLine): void =>
            opened.say(
              opened.options.json
                ? JSON.stringify({ timeMs, text })
                : `${new Date(timeMs).toISOString()} ${text}`,
            );
          let startMs = Date.now() - Number(options.minutes) * 60_000;
          do {
            const lines = await opened.aws.logLines.since(group, startMs, options.filter);
            for (const line of lines.filter(({ id }) => !seen.has(id))) {
              seen.add(line.id);
              show(line);
              startMs = Math.max(startMs, line.timeMs - 60_000);
            }
            if (options.follow) await pause(followMs);
          } while (options.follow);
          return ok(undefined);
        }),
      ),
    );
}
