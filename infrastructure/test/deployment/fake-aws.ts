/** AWS by hand, in memory: enough for the deployment's own decisions. Counts what was written. */

import type { Aws } from '../../src/aws/aws.ts';
import type { CertificateState } from '../../src/aws/certificates.ts';
import type { ServiceState, TaskState } from '../../src/aws/services.ts';
import type { StackState } from '../../src/aws/stacks.ts';
import type { Target } from '../../src/aws/targets.ts';
import { fakeStacks } from '../stack/fake-stacks.ts';

export interface World {
  account: string;
  readonly stacks: Map<string, StackState>;
  readonly parameters: Map<string, { value: string; fingerprint: string; key: string; secret: boolean }>;
  readonly documents: Set<string>;
  readonly images: Map<string, string>;
  certificate: CertificateState | undefined;
  service: ServiceState | undefined;
  targets: readonly Target[];
  task: TaskState | undefined;
  readonly written: string[];
}

export const foundations: StackState = {
  id: 'arn:foundations',
  status: 'CREATE_COMPLETE',
  reason: '',
  parameters: {},
  outputs: {
    KmsKeyArn: 'arn:kms',
    RepositoryName: 'fireblocks-callback',
    RepositoryUri: 'registry/fireblocks-callback',
    BucketName: 'bucket',
    CheckpointBucketName: 'checkpoints',
  },
};

export function emptyWorld(): World {
  return {
    account: '123456789012',
    stacks: new Map(),
    parameters: new Map(),
    documents: new Set(),
    images: new Map(),
    certificate: undefined,
    service: undefined,
    targets: [],
    task: undefined,
    written: [],
  };
}

export function fakeAws(world: World): Aws {
  const { around } = fakeStacks({ statuses: [undefined] });
  const proposed = new Map<string, Readonly<Record<string, string>>>();
  return {
    identity: async () => ({ account: world.account, principal: 'arn:role' }),
    stacks: {
      ...around.stacks,
      describe: async (stack) => world.stacks.get(stack),
      createChangeSet: async ({ stack, parameters }) => void proposed.set(stack, parameters),
      describeChangeSet: async (stack) => {
        const now = JSON.stringify(world.stacks.get(stack)?.parameters);
        if (now === JSON.stringify(proposed.get(stack))) {
          return {
            status: 'FAILED',
            reason: "The submitted information didn't contain changes.",
            changes: [],
          };
        }
        const change = {
          action: 'Modify',
          resource: 'Service',
          type: 'AWS::ECS::Service',
          replacement: 'False',
          properties: [],
        };
        return { status: 'CREATE_COMPLETE', reason: '', changes: [change] };
      },
      executeChangeSet: async (stack) => {
        world.written.push(stack);
        const outputs = stack === 'foundations' ? foundations.outputs : { VpcId: 'vpc' };
        const parameters = proposed.get(stack) ?? {};
        world.stacks.set(stack, { id: stack, status: 'UPDATE_COMPLETE', reason: '', outputs, parameters });
      },
      protect: async () => undefined,
    },
    parameters: {
      fingerprint: async (name) => world.parameters.get(name)?.fingerprint,
      put: async ({ name, value, fingerprint, secret }, key) => {
        world.written.push(name);
        world.parameters.set(name, { value, fingerprint, key, secret });
      },
      read: async (name) => world.parameters.get(name)?.value,
      list: async (prefix) => [...world.parameters.keys()].filter((name) => name.startsWith(prefix)),
      delete: async (names) => {
        for (const name of names) world.parameters.delete(name);
      },
    },
    documents: {
      exists: async (bucket, key) => world.documents.has(`${bucket}/${key}`),
      put: async (bucket, key) => {
        world.written.push(key);
        world.documents.add(`${bucket}/${key}`);
      },
    },
    images: {
      digest: async (_repository, reference) => world.images.get(reference),
      scan: async () => ({ kind: 'none' }),
      login: async () => ({ user: 'AWS', password: 'secret' }),
      list: async () => [...world.images.values()],
      delete: async () => undefined,
    },
    services: {
      describe: async () => world.service,
      tasks: async () => (world.task ? [world.task] : []),
      run: async () => 'arn:task/one',
      task: async () => world.task,
      images: async () => [{ name: 'callback-handler', image: 'registry/fireblocks-callback@sha256:1' }],
    },
    targets: { health: async () => world.targets },
    logLines: {
      since: async () => [
        { id: '1', timeMs: 0, stream: 'smoke/smoke/one', text: 'of this task' },
        { id: '2', timeMs: 0, stream: 'smoke/smoke/two', text: 'of another' },
      ],
      groups: async () => [],
      deleteGroup: async () => undefined,
    },
    certificates: { describe: async () => world.certificate, upload: async () => 'arn:uploaded' },
    network: {
      prefixList: async (service) => `pl-${service}`,
      endpoints: async () => [],
      closeDefaultGroup: async () => false,
    },
  };
}
