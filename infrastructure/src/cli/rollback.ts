/** `rollback`: the image before this one, or a named one, by the ordinary deployment. Keys and policy stay. */

import { Command } from 'commander';
import { readHistory } from '../deployment/history.ts';
import { exitCodes } from '../lib/exit-codes.ts';
import { failure } from '../lib/failure.ts';
import { err } from '../lib/result.ts';
import type { Messages } from '../messages/messages.ts';
import { withDeployOptions } from './deploy-options.ts';
import { showPlan } from './plan.ts';
import { type DeployOptions, deployAndProve } from './procedure.ts';
import { run } from './run-command.ts';

export function rollbackCommand(messages: Messages): Command {
  return withDeployOptions(new Command('rollback').description(messages('help_rollback')), messages).action(
    (options: DeployOptions, command: Command) =>
      run(command, async (opened) => {
        const history = await readHistory(opened.aws.parameters, opened.deployment.stack);
        const image = options.image ?? history[1];
        if (image === undefined) return err(failure(exitCodes.failed, messages('no_earlier_image')));
        opened.report(messages('rolling_back_to', image));
        const target = { ...options, image };
        return opened.options.dryRun
          ? showPlan(opened, target)
          : deployAndProve(opened, opened.deployment, target);
      }),
  );
}
