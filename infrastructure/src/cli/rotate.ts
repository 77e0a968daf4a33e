/**
 * `rotate`: keys and certificate without a gap. A rotation has two steps with people in between: the first adds, the
 * second (`--finish`) removes what is no longer used. The deployment file is written when the step has succeeded.
 */

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command } from 'commander';
import type { Deployment } from '../deployment/deployment.ts';
import { writeDeployment } from '../deployment/file.ts';
import { readHistory } from '../deployment/history.ts';
import {
  abandonedKeys,
  addAnswerKey,
  addCosignerKey,
  keepNewestAnswerKey,
  keepNewestCosignerKey,
  withCertificate,
} from '../deployment/rotation.ts';
import { assessPrivateKey } from '../keys/assess.ts';
import { exitCodes } from '../lib/exit-codes.ts';
import { failure } from '../lib/failure.ts';
import { err, ok } from '../lib/result.ts';
import type { Messages } from '../messages/messages.ts';
import type { Opened } from './context.ts';
import { withDeployOptions } from './deploy-options.ts';
import { showPlan } from './plan.ts';
import { type DeployOptions, deployAndProve } from './procedure.ts';
import { type Outcome, run } from './run-command.ts';

interface KeyOptions extends DeployOptions {
  readonly key?: string;
  readonly cosigner?: string;
  readonly finish?: true;
}

interface CertificateOptions extends DeployOptions {
  readonly arn?: string;
  readonly certificate?: string;
  readonly privateKey?: string;
  readonly chain?: string;
}

export function rotateCommand(messages: Messages): Command {
  const rotate = new Command('rotate').description(messages('help_rotate'));
  const part = (
    name: string,
    help: 'help_rotate_callback' | 'help_rotate_cosigner' | 'help_rotate_certificate',
  ) => withDeployOptions(rotate.command(name).description(messages(help)), messages);
  part('callback-key', 'help_rotate_callback')
    .option('--key <file>', messages('help_new_key'))
    .option('--finish', messages('help_finish'))
    .action((options: KeyOptions, command: Command) =>
      run(command, (opened) => rotateCallbackKey(opened, options)),
    );
  part('cosigner-key', 'help_rotate_cosigner')
    .option('--key <file>', messages('help_new_key'))
    .option('--cosigner <name>', messages('help_cosigner'))
    .option('--finish', messages('help_finish'))
    .action((options: KeyOptions, command: Command) =>
      run(command, (opened) => rotateCosignerKey(opened, options)),
    );
  part('certificate', 'help_rotate_certificate')
    .option('--arn <arn>', messages('help_arn'))
    .option('--certificate <file>', messages('help_certificate'))
    .option('--private-key <file>', messages('help_private_key'))
    .option('--chain <file>', messages('help_chain'))
    .action((options: CertificateOptions, command: Command) =>
      run(command, (opened) => rotateCertificate(opened, options)),
    );
  return rotate;
}

async function rotateCallbackKey(opened: Opened, options: KeyOptions): Promise<Outcome> {
  const { deployment, messages, say } = opened;
  if (options.finish) return changeTo(opened, keepNewestAnswerKey(deployment), options);
  if (options.key === undefined) return err(failure(exitCodes.usage, messages('key_or_finish')));
  const { added, deployment: next } = addAnswerKey(deployment, resolve(options.key));
  const key = await assessPrivateKey(added.name, added.file);
  if (!key.ok) return err(failure(exitCodes.configuration, key.error));
  const changed = await changeTo(opened, next, options);
  if (!changed.ok || opened.options.json) return changed;
  const host = deployment.parameters['HostName'] ?? '<HostName>';
  say(messages('register_new_key', `https://${host}${added.basePath}`, key.value.fingerprint));
  say(key.value.publicKey.export({ format: 'pem', type: 'spki' }).toString().trimEnd());
  return ok(undefined);
}

async function rotateCosignerKey(opened: Opened, options: KeyOptions): Promise<Outcome> {
  const { deployment, messages } = opened;
  const name = options.cosigner ?? deployment.cosigners[0]?.name ?? '';
  if (!options.finish && options.key === undefined)
    return err(failure(exitCodes.usage, messages('key_or_finish')));
  const next = options.finish
    ? keepNewestCosignerKey(deployment, name)
    : addCosignerKey(deployment, name, resolve(options.key ?? ''));
  if (next === undefined) return err(failure(exitCodes.usage, messages('no_such_cosigner', name)));
  return changeTo(opened, next, options);
}

/** An IAM certificate cannot be changed, so each gets a name of its own; the old one is removed by hand, later. */
async function rotateCertificate(opened: Opened, options: CertificateOptions): Promise<Outcome> {
  const { aws, deployment, messages } = opened;
  if (options.arn !== undefined) return changeTo(opened, withCertificate(deployment, options.arn), options);
  if (options.certificate === undefined || options.privateKey === undefined) {
    return err(failure(exitCodes.usage, messages('arn_or_files')));
  }
  if (opened.options.dryRun) return showPlan(opened, options);
  const [certificate, privateKey, chain] = await Promise.all(
    [options.certificate, options.privateKey, options.chain].map((file) =>
      file ? readFile(file, 'utf8') : undefined,
    ),
  );
  const day = new Date().toISOString().slice(0, 10);
  const arn = await aws.certificates.upload(
    `${deployment.stack}-${day}`,
    certificate ?? '',
    privateKey ?? '',
    chain,
  );
  return changeTo(opened, withCertificate(deployment, arn), options);
}

async function changeTo(opened: Opened, next: Deployment, options: DeployOptions): Promise<Outcome> {
  const { aws, deployment, messages, report } = opened;
  const running = (await readHistory(aws.parameters, deployment.stack))[0];
  const target = running === undefined ? options : { ...options, image: options.image ?? running };
  if (opened.options.dryRun) return showPlan({ ...opened, deployment: next }, target);
  const deployed = await deployAndProve(opened, next, target);
  if (!deployed.ok) return deployed;
  await writeDeployment(opened.options.file, next);
  report(messages('file_written', opened.options.file));
  const abandoned = abandonedKeys(deployment, next);
  if (abandoned.length > 0) await aws.parameters.delete(abandoned);
  return ok(undefined);
}
