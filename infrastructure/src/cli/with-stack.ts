/** The deployed stack, or the sentence that there is none. */

import type { StackState } from '../aws/stacks.ts';
import { exitCodes } from '../lib/exit-codes.ts';
import { failure } from '../lib/failure.ts';
import { err } from '../lib/result.ts';
import type { Opened } from './context.ts';
import type { Outcome } from './run-command.ts';

export async function withStack(
  opened: Opened,
  work: (state: StackState) => Promise<Outcome>,
): Promise<Outcome> {
  const { aws, deployment, messages } = opened;
  const state = await aws.stacks.describe(deployment.stack);
  if (state === undefined || Object.keys(state.outputs).length === 0) {
    return err(failure(exitCodes.failed, messages('not_deployed', deployment.stack, state?.status ?? '-')));
  }
  return work(state);
}
