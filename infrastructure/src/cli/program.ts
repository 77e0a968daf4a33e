/** Names and help of the commands. Each lives in its own file and is loaded only when it runs. */

import { Command, CommanderError, Option } from 'commander';
import { exitCodes, exitCodesHelp } from '../lib/exit-codes.ts';
import { type Language, languages, messagesIn } from '../messages/messages.ts';
import { defaultLanguage } from './run-command.ts';

type Loader = (language: Language) => Promise<Command>;

const commands: Readonly<Record<string, Loader>> = {
  init: async (language) => (await import('./init.ts')).initCommand(messagesIn(language)),
  plan: async (language) => (await import('./plan.ts')).planCommand(messagesIn(language)),
  deploy: async (language) => (await import('./deploy.ts')).deployCommand(messagesIn(language)),
  status: async (language) => (await import('./status.ts')).statusCommand(messagesIn(language)),
  smoke: async (language) => (await import('./smoke.ts')).smokeCommand(messagesIn(language)),
  logs: async (language) => (await import('./logs.ts')).logsCommand(messagesIn(language)),
  rotate: async (language) => (await import('./rotate.ts')).rotateCommand(messagesIn(language)),
  rollback: async (language) => (await import('./rollback.ts')).rollbackCommand(messagesIn(language)),
  doctor: async (language) => (await import('./doctor.ts')).doctorCommand(messagesIn(language)),
  cost: async (language) => (await import('./cost.ts')).costCommand(messagesIn(language)),
  'support-bundle': async (language) =>
    (await import('./support-bundle.ts')).supportBundleCommand(messagesIn(language)),
  destroy: async (language) => (await import('./destroy.ts')).destroyCommand(messagesIn(language)),
};

/** Without a command: `deploy`, as the plan's `./deploy.sh` has it. */
export async function runProgram(args: readonly string[]): Promise<number> {
  const language = languageIn(args) ?? defaultLanguage(process.env);
  const messages = messagesIn(language);
  const program = new Command('deploy.sh')
    .description(messages('help_program'))
    .helpCommand(false)
    .exitOverride()
    .addOption(
      new Option('-f, --file <file>', messages('help_file'))
        .default('environments/production.json')
        .env('DEPLOYMENT_FILE'),
    )
    .option('--profile <name>', messages('help_profile'))
    .option('--region <region>', messages('help_region'))
    .addOption(new Option('--lang <language>', messages('help_lang')).choices(languages).default(language))
    .option('--json', messages('help_json'))
    .option('--dry-run', messages('help_dry_run'))
    .option('--yes', messages('help_yes'))
    .addHelpText('after', exitCodesHelp);
  const wanted = Object.keys(commands).find((name) => args.includes(name));
  const help = args.includes('--help') || args.includes('-h');
  const loaders = wanted ? [commands[wanted]] : help ? Object.values(commands) : [commands['deploy']];
  for (const load of loaders) if (load) program.addCommand(overridden(await load(language)));
  try {
    await program.parseAsync(wanted || help ? args : [...args, 'deploy'], { from: 'user' });
    return Number(process.exitCode ?? exitCodes.ok);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    throw error;
  }
}

function languageIn(args: readonly string[]): Language | undefined {
  const at = args.indexOf('--lang');
  const given = args[at + 1] ?? '';
  return at >= 0 ? languages.find((language) => language === given) : undefined;
}

function overridden(command: Command): Command {
  command.exitOverride().addHelpText('after', exitCodesHelp);
  for (const child of command.commands) overridden(child);
  return command;
}
