/** What stays when a stack is deleted, found before and removed only when it was asked for. */

import type { Aws } from '../aws/aws.ts';
import { foundationsOf } from './apply.ts';
import type { Deployment } from './deployment.ts';

export interface Leftovers {
  readonly parameters: readonly string[];
  readonly logGroups: readonly string[];
  readonly images: readonly string[];
  readonly repository: string | undefined;
  /** Kept on purpose: keys and evidence are removed by hand, by someone who may. */
  readonly foundations: readonly string[];
}

export async function findLeftovers(aws: Aws, deployment: Deployment): Promise<Leftovers> {
  const foundation = await aws.stacks.describe(deployment.bootstrapStack);
  const repository = foundationsOf(foundation)?.repository;
  const state = await aws.stacks.describe(deployment.stack);
  const group =
    state?.outputs['LogGroupName'] ?? deployment.parameters['LogGroupName'] ?? '/ecs/callback-handler';
  const [parameters, logGroups, images] = await Promise.all([
    aws.parameters.list(`/${deployment.stack}/`),
    aws.logLines.groups(group),
    repository === undefined ? [] : aws.images.list(repository),
  ]);
  return {
    parameters,
    logGroups,
    images,
    repository,
    foundations: Object.entries(foundation?.outputs ?? {}).map(([name, value]) => `${name} ${value}`),
  };
}
