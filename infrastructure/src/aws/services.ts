/** ECS: the service, its deployments, its tasks (also those that stopped) and one-off tasks. */

import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  DesiredStatus,
  ECSClient,
  ListTasksCommand,
  RunTaskCommand,
} from '@aws-sdk/client-ecs';
import { clientOptions, type Session } from './session.ts';

export interface ServiceState {
  readonly status: string;
  readonly desired: number;
  readonly running: number;
  readonly taskDefinition: string;
  readonly deployments: readonly Rollout[];
  /** Newest first. */
  readonly events: readonly string[];
}

export interface Rollout {
  readonly status: string;
  readonly state: string;
  readonly reason: string;
  readonly taskDefinition: string;
  readonly running: number;
}

export interface TaskState {
  readonly arn: string;
  readonly status: string;
  readonly stoppedReason: string;
  readonly taskDefinition: string;
  readonly containers: readonly ContainerState[];
}

export interface ContainerState {
  readonly name: string;
  readonly image: string;
  readonly digest: string;
  readonly reason: string;
  readonly exitCode: number | undefined;
}

export interface OneOffTask {
  readonly cluster: string;
  readonly taskDefinition: string;
  readonly subnets: readonly string[];
  readonly securityGroup: string;
  readonly override?: { readonly container: string; readonly command: readonly string[] };
}

export interface Services {
  describe(cluster: string, service: string): Promise<ServiceState | undefined>;
  tasks(cluster: string, service: string, status: 'RUNNING' | 'STOPPED'): Promise<readonly TaskState[]>;
  run(task: OneOffTask): Promise<string>;
  task(cluster: string, arn: string): Promise<TaskState | undefined>;
  /** Container names and images of a task definition. */
  images(taskDefinition: string): Promise<readonly { readonly name: string; readonly image: string }[]>;
}

export function openServices(session: Session): Services {
  const client = new ECSClient(clientOptions(session));
  const describeTasks = async (cluster: string, tasks: readonly string[]): Promise<readonly TaskState[]> => {
    if (tasks.length === 0) return [];
    const found = await client.send(new DescribeTasksCommand({ cluster, tasks: [...tasks] }));
    return (found.tasks ?? []).map(toTask);
  };
  return {
    async describe(cluster, service) {
      try {
        const { services = [] } = await client.send(
          new DescribeServicesCommand({ cluster, services: [service] }),
        );
        const found = services.find(({ status }) => status !== 'INACTIVE');
        return found && toService(found);
      } catch (error) {
        if (error instanceof Error && error.name === 'ClusterNotFoundException') return undefined;
        throw error;
      }
    },
    async tasks(cluster, service, status) {
      const desiredStatus = DesiredStatus[status];
      const { taskArns = [] } = await client.send(
        new ListTasksCommand({ cluster, serviceName: service, desiredStatus, maxResults: 100 }),
      );
      return describeTasks(cluster, taskArns);
    },
    async run({ cluster, taskDefinition, subnets, securityGroup, override }) {
      const overrides = override && {
        containerOverrides: [{ name: override.container, command: [...override.command] }],
      };
      const { tasks = [], failures = [] } = await client.send(
        new RunTaskCommand({
          cluster,
          taskDefinition,
          launchType: 'FARGATE',
          networkConfiguration: {
            awsvpcConfiguration: {
              subnets: [...subnets],
              securityGroups: [securityGroup],
              assignPublicIp: 'DISABLED',
            },
          },
          ...(overrides ? { overrides } : {}),
        }),
      );
      const arn = tasks[0]?.taskArn;
      if (arn === undefined)
        throw new Error(`the task was not taken: ${failures[0]?.reason ?? 'no reason given'}`);
      return arn;
    },
    async task(cluster, arn) {
      return (await describeTasks(cluster, [arn]))[0];
    },
    async images(taskDefinition) {
      const found = await client.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
      return (found.taskDefinition?.containerDefinitions ?? []).map(({ name = '', image = '' }) => ({
        name,
        image,
      }));
    },
  };
}

function toService(service: import('@aws-sdk/client-ecs').Service): ServiceState {
  return {
    status: service.status ?? '',
    desired: service.desiredCount ?? 0,
    running: service.runningCount ?? 0,
    taskDefinition: service.taskDefinition ?? '',
    deployments: (service.deployments ?? []).map((deployment) => ({
      status: deployment.status ?? '',
      state: deployment.rolloutState ?? '',
      reason: deployment.rolloutStateReason ?? '',
      taskDefinition: deployment.taskDefinition ?? '',
      running: deployment.runningCount ?? 0,
    })),
    events: (service.events ?? []).flatMap(({ message }) => message ?? []),
  };
}

function toTask(task: import('@aws-sdk/client-ecs').Task): TaskState {
  return {
    arn: task.taskArn ?? '',
    status: task.lastStatus ?? '',
    stoppedReason: task.stoppedReason ?? '',
    taskDefinition: task.taskDefinitionArn ?? '',
    containers: (task.containers ?? []).map((container) => ({
      name: container.name ?? '',
      image: container.image ?? '',
      digest: container.imageDigest ?? '',
      reason: container.reason ?? '',
      exitCode: container.exitCode ?? undefined,
    })),
  };
}
