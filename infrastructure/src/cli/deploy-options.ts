/** Options that every command has that ends in a deployment. */

import { type Command, Option } from 'commander';
import { toolNames } from '../image/tool.ts';
import type { Messages } from '../messages/messages.ts';

export function withDeployOptions(command: Command, messages: Messages): Command {
  return command
    .option('--image <digest>', messages('help_image'))
    .addOption(new Option('--tool <name>', messages('help_tool')).choices(toolNames))
    .option('--allow-uncommitted', messages('help_allow_uncommitted'))
    .option('--allow-critical', messages('help_allow_critical'))
    .option('--allow-replace', messages('help_allow_replace'))
    .option('--bootstrap', messages('help_bootstrap'))
    .option('--no-smoke', messages('help_no_smoke'))
    .option('--smoke-url <url>', messages('help_smoke_url'));
}
