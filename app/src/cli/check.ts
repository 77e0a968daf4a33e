/** `callback-handler check`: everything `serve` would refuse to start with, and what is legal but unwise. */

import { Command } from 'commander';
import { prepare } from '../preparation.ts';
import { exitConfiguration } from './exit-codes.ts';
import { formatProblems } from './print-problems.ts';

export function checkCommand(): Command {
  return new Command('check')
    .description(
      'Check the configuration in the environment and the policy it names; report every problem at once.',
    )
    .addHelpText('after', '\nExit codes: 0 good, 78 problems were found and listed.')
    .action(async () => {
      const preparation = await prepare(process.env);
      if (!preparation.ok) {
        process.stderr.write(formatProblems(preparation.error));
        process.exitCode = exitConfiguration;
        return;
      }
      const { policy, keyring, settings } = preparation.value;
      const lines = [
        'configuration and policy are good',
        `  policy       ${policy.name}, ${policy.ruleCount} rules, sha256 ${policy.sha256}`,
        ...keyring.answerKeys.map(
          ({ basePath, signer }) =>
            `  answer key   ${signer.name} ${signer.algorithm} on ${basePath || '/'} ${signer.fingerprint}`,
        ),
        ...[...keyring.cosigners].map(([name, { transport }]) => `  co-signer    ${name} (${transport})`),
        `  ledger       ${settings.ledger.kind}`,
        ...policy.lint().map(({ message }) => `  warning      ${message}`),
      ];
      process.stdout.write(`${lines.join('\n')}\n`);
    });
}
