/** One environment of the tests: the local AWS, key files, a deployment file, and `deploy.sh` run as an operator runs it. */

import { spawn } from 'node:child_process';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { openLoadBalancer } from '../local-aws/load-balancer.ts';
import { account, type LocalAws, region, startLocalAws } from '../local-aws/local-aws.ts';

const infrastructure = fileURLToPath(new URL('../..', import.meta.url));
const app = join(infrastructure, '../app');

export const stack = 'fireblocks-callback-infrastructure';
export const hostName = 'callback.internal.mtools.web3sst.com';
export const signerId = 'signer-of-the-tests';

export interface Finished {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Environment {
  readonly aws: LocalAws;
  readonly folder: string;
  readonly file: string;
  /** `deploy.sh` with the environment's deployment file. */
  readonly deploy: (...args: readonly string[]) => Promise<Finished>;
  /** The real `aws` command line. */
  readonly command: (...args: readonly string[]) => Promise<Finished>;
  /** `callback-handler simulate` with the co-signer's key against the load balancer's path. */
  readonly simulate: (basePath: string, answerKey: string, ...args: readonly string[]) => Promise<Finished>;
  /** How many questions the ledger's table holds an answer to. */
  readonly decisions: () => Promise<number>;
  readonly loadBalancer: string;
  readonly makeKey: (name: string) => Promise<{ readonly privateFile: string; readonly publicFile: string }>;
  readonly close: () => Promise<void>;
}

export async function makeEnvironment(): Promise<Environment> {
  const folder = await mkdtemp(join(tmpdir(), 'deployment-'));
  await mkdir(join(folder, 'keys'));
  const aws = await startLocalAws(folder, { '/app': app }, {});
  const tools = await makeTools(folder);
  const file = join(folder, 'environment.json');
  const environment = {
    ...aws.environment,
    PATH: `${tools}${delimiter}${aws.environment['PATH'] ?? ''}`,
    LANG: 'C',
  };
  const front = await openLoadBalancer(aws.endpoint, 'fireblocks-callback-alb');
  const loadBalancer = front.url;
  const command = (...args: readonly string[]) => finish(aws.awsCommand, args, environment);
  return {
    aws,
    folder,
    file,
    loadBalancer,
    deploy: (...args) => finish(join(infrastructure, 'deploy.sh'), ['--file', file, ...args], environment),
    command,
    decisions: async () => {
      const answers = ['--filter-expression', 'begins_with(pk, :q)'];
      const values = ['--expression-attribute-values', '{":q":{"S":"q#"}}'];
      const table = ['--table-name', `${stack}-ledger`, '--select', 'COUNT'];
      const scanned = await command('dynamodb', 'scan', ...table, ...answers, ...values);
      return Number(JSON.parse(scanned.out)['Count']);
    },
    simulate: (basePath, answerKey, ...args) =>
      finish(
        join(app, 'node_modules/.bin/node'),
        [
          join(app, 'src/main.ts'),
          'simulate',
          ...['--url', `${loadBalancer}${basePath}`, '--signer-id', signerId],
          ...[
            '--cosigner-key',
            join(folder, 'keys/cosigner_private.pem'),
            '--answer-key',
            answerKey,
            ...args,
          ],
        ],
        environment,
      ),
    makeKey: (name) => makeKey(join(folder, 'keys'), name),
    close: async () => {
      front.close();
      await aws.stop();
      await rm(folder, { recursive: true });
    },
  };
}

export function initArguments(folder: string, certificateArn: string, profile: string): readonly string[] {
  return [
    ...['init', '--yes', '--account', account, '--deploy-region', region, '--profile-name', profile],
    ...['--certificate-arn', certificateArn, '--signer-ids', signerId],
    ...['--callback-key', join(folder, 'keys/callback_private.pem')],
    ...['--cosigner-key', join(folder, 'keys/cosigner_public.pem')],
    ...['--policy', join(app, 'policy/example.yaml')],
  ];
}

/** A `docker` that comes first on the path. */
async function makeTools(folder: string): Promise<string> {
  const tools = join(folder, 'tools');
  await mkdir(tools);
  const program = join(infrastructure, 'test/local-aws/container-tool.ts');
  const node = join(infrastructure, 'node_modules/.bin/node');
  await writeFile(join(tools, 'docker'), `#!/bin/sh\nexec '${node}' '${program}' "$@"\n`);
  await chmod(join(tools, 'docker'), 0o755);
  return tools;
}

async function makeKey(folder: string, name: string) {
  const pair: { readonly privateKey: KeyObject; readonly publicKey: KeyObject } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
  });
  const privateFile = join(folder, `${name}_private.pem`);
  const publicFile = join(folder, `${name}_public.pem`);
  await writeFile(privateFile, pair.privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
  await writeFile(publicFile, pair.publicKey.export({ format: 'pem', type: 'spki' }));
  return { privateFile, publicFile };
}

async function finish(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Finished> {
  const child = spawn(program, args, {
    env: environment,
    cwd: infrastructure,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode ?? 1, out, err };
}
