/** `init`: asks what an environment consists of and writes its deployment file. Overwrites nothing. */

import { access, mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Command } from 'commander';
import { type Deployment, parseDeployment } from '../deployment/deployment.ts';
import { writeDeployment } from '../deployment/file.ts';
import { exitCodes } from '../lib/exit-codes.ts';
import { failure } from '../lib/failure.ts';
import { err, ok } from '../lib/result.ts';
import type { MessageKey } from '../messages/catalogue.ts';
import type { Messages } from '../messages/messages.ts';
import type { Context } from './context.ts';
import { type Outcome, runBare } from './run-command.ts';

interface Question {
  readonly flag: string;
  readonly message: MessageKey;
  readonly fallback: string;
}

/** Each is also an option, for those who do not want to be asked. */
const questions = {
  account: { flag: '--account <id>', message: 'ask_account', fallback: '' },
  deployRegion: { flag: '--deploy-region <region>', message: 'ask_region', fallback: 'ap-northeast-1' },
  stack: { flag: '--stack <name>', message: 'ask_stack', fallback: 'fireblocks-callback-infrastructure' },
  bootstrapStack: {
    flag: '--bootstrap-stack <name>',
    message: 'ask_bootstrap_stack',
    fallback: 'fireblocks-callback-bootstrap',
  },
  profileName: { flag: '--profile-name <ha|economy>', message: 'ask_profile', fallback: 'ha' },
  hostName: {
    flag: '--host-name <name>',
    message: 'ask_host',
    fallback: 'callback.internal.mtools.web3sst.com',
  },
  zone: { flag: '--zone <name>', message: 'ask_zone', fallback: 'internal.mtools.web3sst.com' },
  certificateArn: { flag: '--certificate-arn <arn>', message: 'ask_certificate', fallback: '' },
  callbackKey: {
    flag: '--callback-key <file>',
    message: 'ask_callback_key',
    fallback: '../app/certs/callback_private.pem',
  },
  cosignerKey: {
    flag: '--cosigner-key <file>',
    message: 'ask_cosigner_key',
    fallback: '../app/certs/cosigner_public.pem',
  },
  signerIds: { flag: '--signer-ids <ids>', message: 'ask_signer_ids', fallback: '' },
  policy: { flag: '--policy <file>', message: 'ask_policy', fallback: '' },
} as const satisfies Record<string, Question>;

type Answers = Record<keyof typeof questions, string>;

export function initCommand(messages: Messages): Command {
  const command = new Command('init').description(messages('help_init'));
  for (const { flag, message } of Object.values(questions)) command.option(flag, messages(message));
  return command.action((given: Partial<Answers>, self: Command) =>
    runBare(self, (context) => initialise(context, given)),
  );
}

async function initialise(context: Context, given: Partial<Answers>): Promise<Outcome> {
  const { messages, options, say } = context;
  const path = resolve(options.file);
  if (
    await access(path).then(
      () => true,
      () => false,
    )
  ) {
    return err(failure(exitCodes.configuration, messages('file_exists', path)));
  }
  const answers = await collect(context, given);
  const deployment = toDeployment(answers);
  const checked = parseDeployment(JSON.stringify({ version: 1, ...deployment }), dirname(path));
  if (!checked.ok) return err(failure(exitCodes.configuration, ...checked.error));
  if (options.dryRun) {
    say(JSON.stringify(deployment, undefined, 2));
    return ok(undefined);
  }
  await mkdir(dirname(path), { recursive: true });
  await writeDeployment(path, deployment);
  say(messages('file_written', path));
  return ok(undefined);
}

async function collect({ ask, messages, options }: Context, given: Partial<Answers>): Promise<Answers> {
  const answer = async (name: keyof Answers): Promise<string> => {
    const { message, fallback } = questions[name];
    return given[name] ?? (options.yes ? fallback : ask(messages(message), fallback));
  };
  return {
    account: await answer('account'),
    deployRegion: await answer('deployRegion'),
    stack: await answer('stack'),
    bootstrapStack: await answer('bootstrapStack'),
    profileName: await answer('profileName'),
    hostName: await answer('hostName'),
    zone: await answer('zone'),
    certificateArn: await answer('certificateArn'),
    callbackKey: await answer('callbackKey'),
    cosignerKey: await answer('cosignerKey'),
    signerIds: await answer('signerIds'),
    policy: await answer('policy'),
  };
}

function toDeployment(answers: Answers): Deployment {
  return {
    account: answers.account,
    region: answers.deployRegion,
    stack: answers.stack,
    bootstrapStack: answers.bootstrapStack,
    policy: resolve(answers.policy),
    answerKeys: [{ name: 'callback-private-key', basePath: '/', file: resolve(answers.callbackKey) }],
    cosigners: [
      {
        name: 'cosigner',
        signerIds: answers.signerIds
          .split(',')
          .map((id) => id.trim())
          .filter((id) => id !== ''),
        publicKeys: [{ name: 'cosigner-public-key', file: resolve(answers.cosignerKey) }],
      },
    ],
    parameters: {
      Profile: answers.profileName,
      HostName: answers.hostName,
      HostedZoneName: answers.zone,
      CertificateArn: answers.certificateArn,
    },
  };
}
