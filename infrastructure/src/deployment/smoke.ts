/**
 * The smoke test: a one-off task inside the network that calls the handler as a co-signer would. It verifies name and
 * certificate and expects unsigned and wrongly signed requests to be refused. Its exit code is the result.
 */

import type { Aws } from '../aws/aws.ts';
import type { StackState } from '../aws/stacks.ts';
import { exitCodes } from '../lib/exit-codes.ts';
import { type Failure, failure } from '../lib/failure.ts';
import { err, ok, type Result } from '../lib/result.ts';
import type { Surroundings } from '../stack/change.ts';
import type { Deployment } from './deployment.ts';

const pollMs = 2000;
const maxPolls = 150;

/** Where the questions go: questions under a base path, health at the root. Undefined: as the template says. */
export function smokeUrl(
  { answerKeys }: Deployment,
  { outputs }: StackState,
  given: string | undefined,
): string | undefined {
  const basePath = answerKeys[0]?.basePath ?? '/';
  if (basePath === '/') return given;
  return `${given ?? outputs['CallbackUrl'] ?? ''}${basePath}`;
}

/** `url` undefined: the address that the template put into the task. Returns the task's output. */
export async function runSmokeTest(
  aws: Aws,
  { messages, report, pause }: Pick<Surroundings, 'messages' | 'report' | 'pause'>,
  { outputs }: StackState,
  url: string | undefined,
  nowMs: number,
): Promise<Result<readonly string[], Failure>> {
  const { ClusterName, SmokeTaskDefinitionArn, PrivateSubnetIds, SmokeSecurityGroupId, LogGroupName } =
    outputs;
  if (
    !ClusterName ||
    !SmokeTaskDefinitionArn ||
    !PrivateSubnetIds ||
    !SmokeSecurityGroupId ||
    !LogGroupName
  ) {
    return err(failure(exitCodes.failed, messages('outputs_missing')));
  }
  const [container] = await aws.services.images(SmokeTaskDefinitionArn);
  const command = url === undefined ? undefined : ['smoke', url];
  const arn = await aws.services.run({
    cluster: ClusterName,
    taskDefinition: SmokeTaskDefinitionArn,
    subnets: PrivateSubnetIds.split(','),
    securityGroup: SmokeSecurityGroupId,
    ...(container && command ? { override: { container: container.name, command } } : {}),
  });
  report(messages('smoke_started', arn));
  for (let poll = 0; poll < maxPolls; poll++) {
    const task = await aws.services.task(ClusterName, arn);
    if (task?.status === 'STOPPED') {
      const id = arn.split('/').at(-1) ?? '';
      const lines = await aws.logLines.since(LogGroupName, nowMs - 60_000);
      const own = lines.filter(({ stream }) => stream.endsWith(id)).map(({ text }) => text);
      const exitCode = task.containers[0]?.exitCode;
      if (exitCode === 0) return ok(own);
      const why = task.containers[0]?.reason || task.stoppedReason || `exit ${exitCode ?? '?'}`;
      return err(failure(exitCodes.failed, messages('smoke_failed', id, why), ...own));
    }
    await pause(Math.min(pollMs, 200 * (poll + 1)));
  }
  return err(failure(exitCodes.failed, messages('took_too_long', arn)));
}
