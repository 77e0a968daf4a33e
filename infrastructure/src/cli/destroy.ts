/** `destroy`: shows everything first, deletes the stack, and what stays only when it was named. */

import { Command } from 'commander';
import type { Leftovers } from '../deployment/leftovers.ts';
import { findLeftovers } from '../deployment/leftovers.ts';
import { exitCodes } from '../lib/exit-codes.ts';
import { failure } from '../lib/failure.ts';
import { err, ok } from '../lib/result.ts';
import type { Messages } from '../messages/messages.ts';
import { changeStack, deleteStack } from '../stack/change.ts';
import { recoveryFor } from '../stack/recovery.ts';
import { type Opened, readHandlerTemplate } from './context.ts';
import { type Outcome, run } from './run-command.ts';

interface Options {
  readonly deleteParameters?: true;
  readonly deleteLogs?: true;
  readonly deleteImages?: true;
  readonly force?: true;
}

const trafficWindowMs = 3_600_000;

export function destroyCommand(messages: Messages): Command {
  return new Command('destroy')
    .description(messages('help_destroy'))
    .option('--delete-parameters', messages('help_delete_parameters'))
    .option('--delete-logs', messages('help_delete_logs'))
    .option('--delete-images', messages('help_delete_images'))
    .option('--force', messages('help_force'))
    .action((options: Options, command: Command) => run(command, (opened) => destroy(opened, options)));
}

async function destroy(opened: Opened, options: Options): Promise<Outcome> {
  const { aws, around, deployment, messages, say } = opened;
  const state = await aws.stacks.describe(deployment.stack);
  const leftovers = await findLeftovers(aws, deployment);
  const resources = state === undefined ? [] : await aws.stacks.resources(deployment.stack);
  const inventory = {
    stack: {
      name: deployment.stack,
      status: state?.status ?? '-',
      resources: resources.map(({ type, id }) => `${type} ${id}`),
    },
    leftovers,
  };
  if (opened.options.json) say(JSON.stringify(inventory));
  else showInventory(opened, inventory.stack, leftovers, options);
  if (opened.options.dryRun) return ok(undefined);
  const group = state?.outputs['LogGroupName'];
  if (group !== undefined && !options.force) {
    const asked = await aws.logLines.since(group, Date.now() - trafficWindowMs, '"APPROVE"');
    if (asked.length > 0) return err(failure(exitCodes.failed, messages('traffic_seen')));
  }
  if (!(await opened.confirm(messages('destroy_really', deployment.stack)))) {
    return err(failure(exitCodes.declined, messages('declined')));
  }
  if (state !== undefined) {
    if (recoveryFor(state.status).kind === 'update' && state.parameters['DeletionProtection'] !== 'false') {
      const unlocked = await changeStack(
        around,
        {
          stack: deployment.stack,
          template: await readHandlerTemplate(deployment),
          parameters: { ...state.parameters, DeletionProtection: 'false' },
        },
        async () => true,
      );
      if (!unlocked.ok) return unlocked;
    }
    await aws.stacks.protect(deployment.stack, false);
    const deleted = await deleteStack(around, deployment.stack);
    if (!deleted.ok) return deleted;
  }
  await removeLeftovers(opened, leftovers, options);
  if (!opened.options.json) say(messages('destroyed', deployment.stack));
  return ok(undefined);
}

function showInventory(
  { say, messages }: Opened,
  stack: { readonly name: string; readonly status: string; readonly resources: readonly string[] },
  { parameters, logGroups, images, foundations }: Leftovers,
  options: Options,
): void {
  const block = (title: string, lines: readonly string[], goes: boolean): void => {
    say(`${title} (${messages(goes ? 'will_be_deleted' : 'will_stay')}): ${lines.length}`);
    for (const line of lines) say(`  ${line}`);
  };
  block(`${stack.name} ${stack.status}`, stack.resources, true);
  block(messages('left_parameters'), parameters, options.deleteParameters === true);
  block(messages('left_logs'), logGroups, options.deleteLogs === true);
  block(messages('left_images'), images, options.deleteImages === true);
  block(messages('left_foundations'), foundations, false);
}

async function removeLeftovers(
  { aws, deployment }: Opened,
  leftovers: Leftovers,
  options: Options,
): Promise<void> {
  if (options.deleteParameters) await aws.parameters.delete(leftovers.parameters);
  if (options.deleteLogs) {
    const group = leftovers.logGroups[0];
    const still = group === undefined ? [] : await aws.logLines.groups(group);
    for (const one of still) await aws.logLines.deleteGroup(one);
  }
  const now = await findLeftovers(aws, deployment);
  if (options.deleteImages && now.repository !== undefined && now.images.length > 0) {
    await aws.images.delete(now.repository, now.images);
  }
}
