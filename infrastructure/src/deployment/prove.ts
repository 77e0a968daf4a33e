/**
 * CloudFormation's COMPLETE is no proof: after a circuit breaker's roll-back a stack may say COMPLETE while the earlier
 * version serves. Proof is the service's primary deployment, the load balancer's view, and a request from inside.
 */

import type { Aws } from '../aws/aws.ts';
import type { StackState } from '../aws/stacks.ts';
import type { Messages } from '../messages/messages.ts';

export interface Status {
  readonly stack: string;
  readonly reason: string;
  readonly desired: number;
  readonly running: number;
  readonly image: string;
  readonly rollout: string;
  readonly targets: readonly { readonly address: string; readonly state: string }[];
  /** None: the version that was asked for serves. */
  readonly problems: readonly string[];
}

export async function readStatus(aws: Aws, messages: Messages, state: StackState): Promise<Status> {
  const { ClusterName = '', ServiceName = '', TaskDefinitionArn = '', TargetGroupArn = '' } = state.outputs;
  const [service, targets, images] = await Promise.all([
    aws.services.describe(ClusterName, ServiceName),
    aws.targets.health(TargetGroupArn),
    aws.services.images(TaskDefinitionArn),
  ]);
  const primary = service?.deployments.find(({ status }) => status === 'PRIMARY');
  const healthy = targets.filter(({ state }) => state === 'healthy').length;
  const desired = service?.desired ?? 0;
  const problems = [
    ...(service === undefined ? [messages('no_service', ServiceName)] : []),
    ...(primary && primary.taskDefinition !== TaskDefinitionArn
      ? [messages('rolled_back', primary.taskDefinition)]
      : []),
    ...(primary && primary.state !== 'COMPLETED'
      ? [messages('rollout_is', primary.state, primary.reason)]
      : []),
    ...(desired === 0 ? [messages('nothing_desired')] : []),
    ...(healthy < desired ? [messages('targets_missing', String(healthy), String(desired))] : []),
  ];
  return {
    stack: state.status,
    reason: state.reason,
    desired,
    running: service?.running ?? 0,
    image: images.find(({ name }) => name === 'callback-handler')?.image ?? images[0]?.image ?? '',
    rollout: primary?.state ?? '',
    targets,
    problems,
  };
}
