/**
 * `callback-handler <command>`: names and help of the commands. Each command lives in its own file and is loaded only
 * when it runs, so that `serve` starts without the tools.
 */

import { Command, CommanderError } from 'commander';
import { exitOk, exitUsage } from './exit-codes.ts';

export async function runProgram(args: readonly string[]): Promise<number> {
  const program = new Command('callback-handler')
    .description(
      'Callback handler for Fireblocks API Co-signers: verifies the bytes, decides once, proves it later.',
    )
    .helpCommand(false)
    .exitOverride();
  for (const load of commandsNamedBy(args[0])) program.addCommand(withOverride(await load()));
  try {
    if (args.length === 0) program.help({ error: true });
    await program.parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? exitOk);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitOk : exitUsage;
    throw error;
  }
}

const commands = {
  serve: async () => (await import('./serve.ts')).serveCommand(),
  check: async () => (await import('./check.ts')).checkCommand(),
  health: async () => (await import('./health.ts')).healthCommand(),
  smoke: async () => (await import('./smoke.ts')).smokeCommand(),
  simulate: async () => (await import('./simulate.ts')).simulateCommand(),
  decode: async () => (await import('./decode.ts')).decodeCommand(),
  explain: async () => (await import('./explain.ts')).explainCommand(),
  keys: async () => (await import('./keys.ts')).keysCommand(),
  audit: async () => (await import('./audit.ts')).auditCommand(),
  ledger: async () => (await import('./ledger.ts')).ledgerCommand(),
  pause: async () => (await import('./control.ts')).pauseCommand(),
  resume: async () => (await import('./control.ts')).resumeCommand(),
  exception: async () => (await import('./control.ts')).exceptionCommand(),
  prices: async () => (await import('./control.ts')).pricesCommand(),
} as const;

/** Only the command that was asked for; all of them for the help text. */
function commandsNamedBy(name: string | undefined): readonly (() => Promise<Command>)[] {
  const wanted = Object.entries(commands).find(([command]) => command === name);
  return wanted ? [wanted[1]] : Object.values(commands);
}

/** Wrong usage is reported through the return value on every level. */
function withOverride(command: Command): Command {
  command.exitOverride();
  for (const child of command.commands) withOverride(child);
  return command;
}
