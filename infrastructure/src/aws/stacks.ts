/** CloudFormation, as far as this program speaks to it. A stack that does not exist is undefined, not an exception. */

import {
  CloudFormationClient,
  ContinueUpdateRollbackCommand,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  ListStackResourcesCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { clientOptions, type Session } from './session.ts';

export interface StackState {
  readonly id: string;
  readonly status: string;
  readonly reason: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface StackChange {
  readonly action: string;
  readonly resource: string;
  readonly type: string;
  /** `True`, `False` or `Conditional`. */
  readonly replacement: string;
  readonly properties: readonly string[];
}

export interface ChangeSet {
  readonly status: string;
  readonly reason: string;
  readonly changes: readonly StackChange[];
}

export interface StackEvent {
  readonly id: string;
  readonly resource: string;
  readonly type: string;
  readonly status: string;
  readonly reason: string;
}

export interface ChangeSetRequest {
  readonly stack: string;
  readonly name: string;
  readonly kind: 'CREATE' | 'UPDATE';
  readonly template: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface Stacks {
  describe(stack: string): Promise<StackState | undefined>;
  createChangeSet(request: ChangeSetRequest): Promise<void>;
  describeChangeSet(stack: string, name: string): Promise<ChangeSet>;
  executeChangeSet(stack: string, name: string): Promise<void>;
  deleteChangeSet(stack: string, name: string): Promise<void>;
  /** Newest first; goes back until `known` is true of an event. */
  events(stack: string, known?: (id: string) => boolean): Promise<readonly StackEvent[]>;
  continueRollback(stack: string): Promise<void>;
  protect(stack: string, on: boolean): Promise<void>;
  delete(stack: string): Promise<void>;
  resources(stack: string): Promise<readonly { readonly type: string; readonly id: string }[]>;
}

const maxEventPages = 20;

export function openStacks(session: Session): Stacks {
  const client = new CloudFormationClient(clientOptions(session));
  return {
    async describe(stack) {
      try {
        const { Stacks: found } = await client.send(new DescribeStacksCommand({ StackName: stack }));
        return found?.[0] && toState(found[0]);
      } catch (error) {
        if (error instanceof Error && error.message.includes('does not exist')) return undefined;
        throw error;
      }
    },
    async createChangeSet({ stack, name, kind, template, parameters }) {
      await client.send(
        new CreateChangeSetCommand({
          StackName: stack,
          ChangeSetName: name,
          ChangeSetType: kind,
          TemplateBody: template,
          Capabilities: ['CAPABILITY_IAM'],
          Parameters: Object.entries(parameters).map(([key, value]) => ({
            ParameterKey: key,
            ParameterValue: value,
          })),
          Tags: [{ Key: 'application', Value: 'callback-handler' }],
        }),
      );
    },
    async describeChangeSet(stack, name) {
      const changes: StackChange[] = [];
      const look = (token: string | undefined) =>
        client.send(
          new DescribeChangeSetCommand({ StackName: stack, ChangeSetName: name, NextToken: token }),
        );
      let page = await look(undefined);
      for (;;) {
        changes.push(...(page.Changes ?? []).flatMap((change) => toChange(change.ResourceChange)));
        if (page.NextToken === undefined) break;
        page = await look(page.NextToken);
      }
      return { status: page.Status ?? '', reason: page.StatusReason ?? '', changes };
    },
    async executeChangeSet(stack, name) {
      await client.send(new ExecuteChangeSetCommand({ StackName: stack, ChangeSetName: name }));
    },
    async deleteChangeSet(stack, name) {
      await client.send(new DeleteChangeSetCommand({ StackName: stack, ChangeSetName: name }));
    },
    async events(stack, known = () => false) {
      const events: StackEvent[] = [];
      let token: string | undefined;
      for (let page = 0; page < maxEventPages; page++) {
        const found = await client.send(
          new DescribeStackEventsCommand({ StackName: stack, NextToken: token }),
        );
        events.push(...(found.StackEvents ?? []).map(toEvent));
        token = found.NextToken;
        if (token === undefined || events.some(({ id }) => known(id))) break;
      }
      return events;
    },
    async continueRollback(stack) {
      await client.send(new ContinueUpdateRollbackCommand({ StackName: stack }));
    },
    async protect(stack, on) {
      await client.send(
        new UpdateTerminationProtectionCommand({ StackName: stack, EnableTerminationProtection: on }),
      );
    },
    async delete(stack) {
      await client.send(new DeleteStackCommand({ StackName: stack }));
    },
    async resources(stack) {
      const resources: { readonly type: string; readonly id: string }[] = [];
      let token: string | undefined;
      do {
        const page = await client.send(new ListStackResourcesCommand({ StackName: stack, NextToken: token }));
        for (const { ResourceType = '', PhysicalResourceId = '' } of page.StackResourceSummaries ?? []) {
          resources.push({ type: ResourceType, id: PhysicalResourceId });
        }
        token = page.NextToken;
      } while (token !== undefined);
      return resources;
    },
  };
}

type SdkStack = NonNullable<import('@aws-sdk/client-cloudformation').DescribeStacksOutput['Stacks']>[number];
type SdkChange = import('@aws-sdk/client-cloudformation').ResourceChange;

function toState(stack: SdkStack): StackState {
  const pairs = (stack.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]);
  const given = (stack.Parameters ?? []).map(({ ParameterKey = '', ParameterValue = '' }) => [
    ParameterKey,
    ParameterValue,
  ]);
  return {
    id: stack.StackId ?? '',
    status: stack.StackStatus ?? '',
    reason: stack.StackStatusReason ?? '',
    outputs: Object.fromEntries(pairs),
    parameters: Object.fromEntries(given),
  };
}

function toEvent(event: import('@aws-sdk/client-cloudformation').StackEvent): StackEvent {
  return {
    id: event.EventId ?? '',
    resource: event.LogicalResourceId ?? '',
    type: event.ResourceType ?? '',
    status: event.ResourceStatus ?? '',
    reason: event.ResourceStatusReason ?? '',
  };
}

function toChange(change: SdkChange | undefined): readonly StackChange[] {
  if (change === undefined) return [];
  const properties = (change.Details ?? []).flatMap(({ Target }) => Target?.Name ?? Target?.Attribute ?? []);
  return [
    {
      action: change.Action ?? '',
      resource: change.LogicalResourceId ?? '',
      type: change.ResourceType ?? '',
      replacement: change.Replacement ?? 'False',
      properties: [...new Set(properties)],
    },
  ];
}
