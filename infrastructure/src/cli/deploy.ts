/** `deploy`: foundations, keys, policy, image, stack, proof. Run twice, it changes nothing the second time. */

import { Command } from 'commander';
import type { Messages } from '../messages/messages.ts';
import { withDeployOptions } from './deploy-options.ts';
import { showPlan } from './plan.ts';
import { type DeployOptions, deployAndProve } from './procedure.ts';
import { run } from './run-command.ts';

export function deployCommand(messages: Messages): Command {
  return withDeployOptions(new Command('deploy').description(messages('help_deploy')), messages).action(
    (options: DeployOptions, command: Command) =>
      run(command, (opened) =>
        opened.options.dryRun
          ? showPlan(opened, options)
          : deployAndProve(opened, opened.deployment, options),
      ),
  );
}
