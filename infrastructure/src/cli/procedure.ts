/** The deployment procedure with this machine's files and the operator's answers in it; shared by several commands. */

import { fileURLToPath } from 'node:url';
import type { ChangeSet } from '../aws/stacks.ts';
import { applyDeployment, type Foundations, type Procedure } from '../deployment/apply.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { prepareDeployment } from '../deployment/prepare.ts';
import { readStatus } from '../deployment/prove.ts';
import { runSmokeTest, smokeUrl } from '../deployment/smoke.ts';
import { findBuiltImage, type ImageRequest, provideImage } from '../image/build.ts';
import { platformOf } from '../image/tool.ts';
import { exitCodes } from '../lib/exit-codes.ts';
import { type Failure, failure } from '../lib/failure.ts';
import { err, ok, type Result } from '../lib/result.ts';
import { formatChanges } from '../stack/table.ts';
import { type Opened, readHandlerTemplate, readTemplate } from './context.ts';
import type { Outcome } from './run-command.ts';

export interface DeployOptions {
  readonly image?: string;
  readonly tool?: string;
  readonly allowUncommitted?: true;
  readonly allowCritical?: true;
  readonly allowReplace?: true;
  readonly bootstrap?: true;
  /** Commander's form of `--no-smoke`. */
  readonly smoke: boolean;
  readonly smokeUrl?: string;
}

const application = fileURLToPath(new URL('../../../app', import.meta.url));

export async function makeProcedure(opened: Opened, options: DeployOptions): Promise<Procedure> {
  const { aws, around, messages, report, deployment } = opened;
  const [bootstrap, handler] = await Promise.all([
    readTemplate('bootstrap.yaml'),
    readHandlerTemplate(deployment),
  ]);
  const request = ({ repositoryUri }: Foundations): ImageRequest => ({
    context: application,
    repositoryUri,
    platform: platformOf(deployment.parameters['CpuArchitecture']),
    tool: options.tool ?? process.env['CONTAINER_TOOL'],
    allowUncommitted: options.allowUncommitted === true,
    allowCritical: options.allowCritical === true,
    pause: around.pause,
  });
  return {
    aws,
    around,
    templates: { bootstrap, handler },
    confirm: (stack, changeSet) => confirmChanges(opened, stack, changeSet),
    allowReplace: options.allowReplace === true,
    updateFoundations: options.bootstrap === true,
    findImage: async (foundations) => {
      if (options.image !== undefined) {
        const given = await resolveImage(opened, foundations, options.image);
        return given.ok ? ok({ kind: 'there', image: given.value }) : given;
      }
      const { tag, image } = await findBuiltImage(aws.images, request(foundations));
      return ok(image === undefined ? { kind: 'to_build', tag: tag ?? '?' } : { kind: 'there', image });
    },
    provideImage: (foundations) =>
      options.image === undefined
        ? provideImage(aws.images, messages, report, request(foundations))
        : resolveImage(opened, foundations, options.image),
  };
}

/** A digest, a tag or a whole reference, as the image by digest in our own repository. */
async function resolveImage(
  { aws, messages }: Opened,
  { repository, repositoryUri }: Foundations,
  given: string,
): Promise<Result<string, Failure>> {
  const digest = await aws.images.digest(repository, given.split('@')[1] ?? given);
  if (digest === undefined) return err(failure(exitCodes.configuration, messages('no_such_image', given)));
  return ok(`${repositoryUri}@${digest}`);
}

/** Checks, changes, and proves that what was asked for is what serves. */
export async function deployAndProve(
  opened: Opened,
  deployment: Deployment,
  options: DeployOptions,
): Promise<Outcome> {
  const { aws, messages, say, report } = opened;
  const prepared = await prepareDeployment(deployment, aws, messages, Date.now());
  if (!prepared.ok) return prepared;
  for (const { name, fingerprint } of [...prepared.value.answerKeys, ...prepared.value.cosignerKeys]) {
    report(`  ${name.padEnd(24)} ${fingerprint}`);
  }
  const applied = await applyDeployment(await makeProcedure(opened, options), prepared.value);
  if (!applied.ok) return applied;
  const proven = await prove(opened, deployment, options, applied.value.state);
  if (!proven.ok) return proven;
  if (opened.options.json) {
    say(
      JSON.stringify({
        ok: true,
        changed: applied.value.changed,
        image: applied.value.image,
        outputs: applied.value.state.outputs,
      }),
    );
  } else {
    say(messages(applied.value.changed ? 'deployed' : 'no_changes', deployment.stack));
    say(messages('serves', applied.value.image, applied.value.state.outputs['CallbackUrl'] ?? ''));
  }
  return ok(undefined);
}

type StackState = Parameters<typeof readStatus>[2];

async function prove(
  opened: Opened,
  deployment: Deployment,
  options: DeployOptions,
  state: StackState,
): Promise<Result<void, Failure>> {
  const { aws, messages, around } = opened;
  const status = await readStatus(aws, messages, state);
  if (status.problems.length > 0) return err(failure(exitCodes.failed, ...status.problems));
  if (!options.smoke) return ok(undefined);
  const smoke = await runSmokeTest(
    aws,
    around,
    state,
    smokeUrl(deployment, state, options.smokeUrl),
    Date.now(),
  );
  if (!smoke.ok) return smoke;
  for (const line of smoke.value) opened.report(`  ${line}`);
  return ok(undefined);
}

async function confirmChanges(opened: Opened, stack: string, { changes }: ChangeSet): Promise<boolean> {
  opened.report(opened.messages('changes_of', stack));
  for (const line of formatChanges(changes, opened.colour)) opened.report(`  ${line}`);
  return opened.confirm(opened.messages('go_on'));
}
