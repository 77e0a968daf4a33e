/** `doctor`: what is wrong, why, and what helps. */

import { Command } from 'commander';
import { prepareDeployment } from '../deployment/prepare.ts';
import { gatherEvidence } from '../doctor/gather.ts';
import { diagnose } from '../doctor/symptoms.ts';
import { exitCodes } from '../lib/exit-codes.ts';
import { failure } from '../lib/failure.ts';
import { err, ok } from '../lib/result.ts';
import type { Messages } from '../messages/messages.ts';
import { remedies } from '../messages/remedies.ts';
import { run } from './run-command.ts';

const maxEvidence = 200;

export function doctorCommand(messages: Messages): Command {
  return new Command('doctor')
    .description(messages('help_doctor'))
    .action((_options: object, command: Command) =>
      run(command, async (opened) => {
        const { aws, deployment, say, options } = opened;
        const prepared = await prepareDeployment(deployment, aws, messages, Date.now());
        const evidence = await gatherEvidence(
          aws,
          deployment,
          prepared.ok ? prepared.value : undefined,
          Date.now(),
        );
        const found = diagnose(evidence).map(({ name, evidence: text }) => ({
          symptom: name,
          evidence: text.slice(0, maxEvidence),
          ...remedies[name][options.lang],
        }));
        const problems = prepared.ok ? [] : prepared.error.problems;
        if (options.json) say(JSON.stringify({ ok: found.length + problems.length === 0, found, problems }));
        else {
          for (const { symptom, evidence: text, cause, remedy } of found) {
            say(
              `${symptom}\n  ${text}\n  ${messages('cause')}: ${cause}\n  ${messages('remedy')}: ${remedy}`,
            );
          }
          if (found.length + problems.length === 0) say(messages('doctor_found_nothing'));
        }
        if (found.length === 0 && problems.length === 0) return ok(undefined);
        return err(failure(exitCodes.failed, ...problems, messages('doctor_found', String(found.length))));
      }),
    );
}
