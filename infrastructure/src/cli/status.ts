/** `status`: what runs, and whether it is what was asked for. */

import { Command } from 'commander';
import { readStatus } from '../deployment/prove.ts';
import { exitCodes } from '../lib/exit-codes.ts';
import { failure } from '../lib/failure.ts';
import { err, ok } from '../lib/result.ts';
import type { Messages } from '../messages/messages.ts';
import { run } from './run-command.ts';
import { withStack } from './with-stack.ts';

export function statusCommand(messages: Messages): Command {
  return new Command('status')
    .description(messages('help_status'))
    .action((_options: object, command: Command) =>
      run(command, (opened) =>
        withStack(opened, async (state) => {
          const status = await readStatus(opened.aws, messages, state);
          if (opened.options.json)
            opened.say(JSON.stringify({ ok: status.problems.length === 0, ...status }));
          else {
            const rows = [
              ['stack', status.stack],
              ['service', `${status.running}/${status.desired} ${status.rollout}`],
              ['image', status.image],
              [
                'targets',
                status.targets.map(({ address, state: health }) => `${address} ${health}`).join(', '),
              ],
              ['url', state.outputs['CallbackUrl'] ?? ''],
            ];
            for (const [name = '', value = ''] of rows) opened.say(`${name.padEnd(8)} ${value}`);
          }
          return status.problems.length === 0
            ? ok(undefined)
            : err(failure(exitCodes.failed, ...status.problems));
        }),
      ),
    );
}
