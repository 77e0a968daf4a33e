/** `plan`: every check, and what `deploy` would change. Changes nothing. */

import { Command } from 'commander';
import { type Preview, previewDeployment } from '../deployment/apply.ts';
import { prepareDeployment } from '../deployment/prepare.ts';
import { ok } from '../lib/result.ts';
import type { Messages } from '../messages/messages.ts';
import { formatChanges } from '../stack/table.ts';
import type { Opened } from './context.ts';
import { withDeployOptions } from './deploy-options.ts';
import { type DeployOptions, makeProcedure } from './procedure.ts';
import { type Outcome, run } from './run-command.ts';

export function planCommand(messages: Messages): Command {
  return withDeployOptions(new Command('plan').description(messages('help_plan')), messages).action(
    (options: DeployOptions, command: Command) => run(command, (opened) => showPlan(opened, options)),
  );
}

export async function showPlan(opened: Opened, options: DeployOptions): Promise<Outcome> {
  const { aws, messages, say, deployment } = opened;
  const prepared = await prepareDeployment(deployment, aws, messages, Date.now());
  if (!prepared.ok) return prepared;
  const preview = await previewDeployment(await makeProcedure(opened, options), prepared.value);
  if (!preview.ok) return preview;
  if (opened.options.json) {
    say(JSON.stringify({ ok: true, changes: hasChanges(preview.value), ...preview.value }));
    return ok(undefined);
  }
  for (const { name, fingerprint } of [...prepared.value.answerKeys, ...prepared.value.cosignerKeys]) {
    say(`  ${name.padEnd(24)} ${fingerprint}`);
  }
  showPreview(opened, preview.value);
  return ok(undefined);
}

function hasChanges({ keys, policy, toBuild, bootstrap, handler }: Preview): boolean {
  const written = keys.length > 0 || policy === 'new' || toBuild !== undefined;
  return written || bootstrap.kind === 'changes' || handler?.kind !== 'no_changes';
}

function showPreview({ messages, say, deployment, colour }: Opened, preview: Preview): void {
  if (!hasChanges(preview)) {
    say(messages('no_changes', deployment.stack));
    return;
  }
  for (const name of preview.keys) say(messages('would_write', name));
  if (preview.toBuild !== undefined) say(messages('would_build', preview.toBuild));
  if (preview.policy === 'new') say(messages('would_write_policy'));
  for (const [stack, reviewed] of [
    [deployment.bootstrapStack, preview.bootstrap],
    [deployment.stack, preview.handler],
  ] as const) {
    if (reviewed === undefined) say(messages('known_later', stack));
    else if (reviewed.kind === 'no_changes') say(messages('no_changes', stack));
    else {
      say(messages('changes_of', stack));
      for (const line of formatChanges(reviewed.changeSet.changes, colour)) say(`  ${line}`);
    }
  }
}
