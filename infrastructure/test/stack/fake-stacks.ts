/** CloudFormation by hand: a script of statuses, and a list of what was asked of it. */

import type { ChangeSet, StackEvent, StackState, Stacks } from '../../src/aws/stacks.ts';
import { messagesIn } from '../../src/messages/messages.ts';
import type { Surroundings } from '../../src/stack/change.ts';

export interface Script {
  /** One per look at the stack; the last stays. */
  readonly statuses: readonly (string | undefined)[];
  readonly changeSet?: ChangeSet;
  /** Newest first; shown once the change set was executed or the stack deleted. */
  readonly events?: readonly StackEvent[];
}

export const oneChange: ChangeSet = {
  status: 'CREATE_COMPLETE',
  reason: '',
  changes: [
    { action: 'Add', resource: 'Table', type: 'AWS::DynamoDB::Table', replacement: 'False', properties: [] },
  ],
};

export function fakeStacks(script: Script): {
  readonly around: Surroundings;
  readonly calls: string[];
  readonly lines: string[];
} {
  const calls: string[] = [];
  const lines: string[] = [];
  const statuses = [...script.statuses];
  let started = false;
  const call = (name: string) => async (): Promise<void> => {
    calls.push(name);
    if (name === 'execute' || name === 'delete') started = true;
  };
  const stacks: Stacks = {
    async describe() {
      const status = statuses.length > 1 ? statuses.shift() : statuses[0];
      return status === undefined ? undefined : stateOf(status);
    },
    createChangeSet: async ({ kind }) => call(`create change set ${kind}`)(),
    describeChangeSet: async () => script.changeSet ?? oneChange,
    executeChangeSet: call('execute'),
    deleteChangeSet: call('delete change set'),
    events: async () => (started ? (script.events ?? []) : []),
    continueRollback: call('continue rollback'),
    protect: call('protect'),
    delete: call('delete'),
    resources: async () => [],
  };
  return {
    calls,
    lines,
    around: {
      stacks,
      messages: messagesIn('en'),
      report: (line) => void lines.push(line),
      pause: async () => undefined,
      newName: () => 'deploy-1',
    },
  };
}

export function stateOf(status: string): StackState {
  return { id: 'arn:stack', status, reason: '', outputs: {}, parameters: {} };
}

export function eventOf(resource: string, status: string, reason = ''): StackEvent {
  return { id: `${resource} ${status}`, resource, type: 'AWS::Test', status, reason };
}
