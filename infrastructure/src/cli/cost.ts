/** `cost`: what a month costs, from the dated price file. */

import { Command } from 'commander';
import { ok } from '../lib/result.ts';
import type { Messages } from '../messages/messages.ts';
import { runBare } from './run-command.ts';

export function costCommand(messages: Messages): Command {
  return new Command('cost').description(messages('help_cost')).action((_options: object, command: Command) =>
    runBare(command, async ({ say }) => {
      say('');
      return ok(undefined);
    }),
  );
}
