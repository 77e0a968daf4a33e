/**
 * The steps of a deployment, in order: foundations, keys, policy, image, stack. Each leaves alone what is as it should
 * be, so the whole may be run again after any failure.
 */

import type { Aws } from '../aws/aws.ts';
import type { ChangeSet, StackState } from '../aws/stacks.ts';
import { exitCodes } from '../lib/exit-codes.ts';
import { type Failure, failure } from '../lib/failure.ts';
import { err, ok, type Result } from '../lib/result.ts';
import { changeStack, type Reviewed, reviewChange, type Surroundings } from '../stack/change.ts';
import { losesState } from '../stack/table.ts';
import type { Deployment } from './deployment.ts';
import { readHistory, recordImage } from './history.ts';
import type { Prepared } from './prepare.ts';

export interface Procedure {
  readonly aws: Aws;
  readonly around: Surroundings;
  readonly templates: { readonly bootstrap: string; readonly handler: string };
  readonly confirm: (stack: string, changeSet: ChangeSet) => Promise<boolean>;
  /** The image that a deployment would take: by digest when it is there, else the tag that would be built. */
  readonly findImage: (foundations: Foundations) => Promise<Result<FoundImage, Failure>>;
  /** The image by digest, given or built and pushed. */
  readonly provideImage: (foundations: Foundations) => Promise<Result<string, Failure>>;
  readonly allowReplace: boolean;
  /** Change the foundations too, though they are there; an administrator's business. */
  readonly updateFoundations: boolean;
}

export type FoundImage =
  | { readonly kind: 'there'; readonly image: string }
  | { readonly kind: 'to_build'; readonly tag: string };

export interface Foundations {
  readonly kmsKey: string;
  readonly repository: string;
  readonly repositoryUri: string;
  readonly bucket: string;
  readonly checkpointBucket: string;
}

export interface Applied {
  readonly changed: boolean;
  readonly image: string;
  readonly state: StackState;
}

export async function applyDeployment(
  procedure: Procedure,
  prepared: Prepared,
): Promise<Result<Applied, Failure>> {
  const { aws, around } = procedure;
  const { deployment } = prepared;
  const founded = await layFoundations(procedure, deployment);
  if (!founded.ok) return founded;
  const foundations = foundationsOf(await aws.stacks.describe(deployment.bootstrapStack));
  if (foundations === undefined) {
    return err(failure(exitCodes.failed, around.messages('no_foundations', deployment.bootstrapStack)));
  }
  const uploaded = await uploadKeys(procedure, prepared, foundations);
  await uploadPolicy(procedure, prepared, foundations);
  const image = await procedure.provideImage(foundations);
  if (!image.ok) return image;
  const parameters = await stackParameters(aws, prepared, foundations, image.value);
  const changed = await changeWith(procedure, deployment.stack, procedure.templates.handler, parameters);
  if (!changed.ok) return changed;
  const state = await aws.stacks.describe(deployment.stack);
  if (state === undefined)
    return err(failure(exitCodes.failed, around.messages('stack_is_stuck', deployment.stack, '')));
  await aws.stacks.protect(deployment.stack, deployment.parameters['DeletionProtection'] !== 'false');
  await closeOwnNetwork(procedure, deployment.stack);
  await recordImage(aws.parameters, deployment.stack, image.value, foundations.kmsKey);
  const any = founded.value === 'changed' || changed.value === 'changed' || uploaded > 0;
  return ok({ changed: any, image: image.value, state });
}

/** Made once. Whoever deploys the handler needs no right to change them. */
async function layFoundations(
  procedure: Procedure,
  { bootstrapStack, stack }: Deployment,
): Promise<Result<'changed' | 'no_changes', Failure>> {
  const there = foundationsOf(await procedure.aws.stacks.describe(bootstrapStack)) !== undefined;
  if (there && !procedure.updateFoundations) return ok('no_changes');
  return changeWith(procedure, bootstrapStack, procedure.templates.bootstrap, { HandlerStackName: stack });
}

/** CloudFormation cannot: a new network's default group lets its members talk to each other. Only in our own network. */
async function closeOwnNetwork({ aws, around }: Procedure, stack: string): Promise<void> {
  const own = (await aws.stacks.resources(stack)).find(({ type }) => type === 'AWS::EC2::VPC');
  if (own && (await aws.network.closeDefaultGroup(own.id))) around.report(around.messages('group_closed'));
}

export interface Preview {
  /** Parameters that would be written. */
  readonly keys: readonly string[];
  readonly policy: 'same' | 'new';
  /** The tag of an image that would be built first; then `handler` is reviewed with the image that runs. */
  readonly toBuild: string | undefined;
  readonly bootstrap: Reviewed;
  /** Undefined while the foundations or the image are not there yet. */
  readonly handler: Reviewed | undefined;
}

/** What `applyDeployment` would do. */
export async function previewDeployment(
  procedure: Procedure,
  prepared: Prepared,
): Promise<Result<Preview, Failure>> {
  const { aws, around, templates } = procedure;
  const { deployment } = prepared;
  const foundations = foundationsOf(await aws.stacks.describe(deployment.bootstrapStack));
  const untouched: Result<Reviewed, Failure> = ok({ kind: 'no_changes' });
  const bootstrap =
    foundations !== undefined && !procedure.updateFoundations
      ? untouched
      : await reviewChange(around, {
          stack: deployment.bootstrapStack,
          template: templates.bootstrap,
          parameters: { HandlerStackName: deployment.stack },
        });
  if (!bootstrap.ok) return bootstrap;
  const stale = await staleParameters(aws, prepared);
  const keys = stale.map(({ name }) => name);
  const present = foundations && (await aws.documents.exists(foundations.bucket, prepared.policy.key));
  const policy = present ? 'same' : 'new';
  const found = foundations && (await procedure.findImage(foundations));
  if (found && !found.ok) return found;
  const toBuild = found?.value.kind === 'to_build' ? found.value.tag : undefined;
  const running = (await readHistory(aws.parameters, deployment.stack))[0];
  const image = found?.value.kind === 'there' ? found.value.image : running;
  const known = { keys, policy, toBuild, bootstrap: bootstrap.value } as const;
  if (foundations === undefined || image === undefined) return ok({ ...known, handler: undefined });
  const handler = await reviewChange(around, {
    stack: deployment.stack,
    template: templates.handler,
    parameters: await stackParameters(aws, prepared, foundations, image),
  });
  return handler.ok ? ok({ ...known, handler: handler.value }) : handler;
}

export function foundationsOf(state: StackState | undefined): Foundations | undefined {
  const { KmsKeyArn, RepositoryName, RepositoryUri, BucketName, CheckpointBucketName } = state?.outputs ?? {};
  if (!KmsKeyArn || !RepositoryName || !RepositoryUri || !BucketName || !CheckpointBucketName)
    return undefined;
  return {
    kmsKey: KmsKeyArn,
    repository: RepositoryName,
    repositoryUri: RepositoryUri,
    bucket: BucketName,
    checkpointBucket: CheckpointBucketName,
  };
}

async function changeWith(
  { around, confirm, allowReplace }: Procedure,
  stack: string,
  template: string,
  parameters: Readonly<Record<string, string>>,
): Promise<Result<'changed' | 'no_changes', Failure>> {
  let refused: readonly string[] = [];
  const changed = await changeStack(around, { stack, template, parameters }, async (changeSet) => {
    refused = allowReplace ? [] : changeSet.changes.filter(losesState).map(({ resource }) => resource);
    return refused.length === 0 && (await confirm(stack, changeSet));
  });
  if (refused.length > 0) {
    return err(failure(exitCodes.failed, around.messages('would_lose_state', refused.join(', '))));
  }
  return changed;
}

async function staleParameters(aws: Aws, { wanted }: Prepared) {
  const present = await Promise.all(wanted.map(({ name }) => aws.parameters.fingerprint(name)));
  return wanted.filter(({ fingerprint }, at) => present[at] !== fingerprint);
}

async function uploadKeys(
  { aws, around }: Procedure,
  prepared: Prepared,
  { kmsKey }: Foundations,
): Promise<number> {
  const stale = await staleParameters(aws, prepared);
  for (const parameter of stale) {
    await aws.parameters.put(parameter, kmsKey);
    around.report(around.messages('parameter_written', parameter.name, parameter.fingerprint));
  }
  return stale.length;
}

async function uploadPolicy(
  { aws, around }: Procedure,
  { policy }: Prepared,
  { bucket }: Foundations,
): Promise<void> {
  if (await aws.documents.exists(bucket, policy.key)) return;
  await aws.documents.put(bucket, policy.key, policy.content);
  around.report(around.messages('policy_written', policy.sha256));
}

async function stackParameters(
  aws: Aws,
  { deployment, keyVersion, policy }: Prepared,
  foundations: Foundations,
  image: string,
): Promise<Readonly<Record<string, string>>> {
  return {
    ...(await prefixLists(aws, deployment)),
    ...deployment.parameters,
    ContainerImage: image,
    KeyVersion: keyVersion,
    PolicyKey: policy.key,
    PolicySha256: policy.sha256,
    KmsKeyArn: foundations.kmsKey,
    RepositoryName: foundations.repository,
    BucketName: foundations.bucket,
    CheckpointBucketName: foundations.checkpointBucket,
  };
}

/** They differ between regions; the template's defaults are Tokyo's. */
async function prefixLists(aws: Aws, { parameters }: Deployment): Promise<Readonly<Record<string, string>>> {
  const find = async (name: string, service: 's3' | 'dynamodb') => {
    const id = parameters[name] ?? (await aws.network.prefixList(service));
    return id === undefined ? {} : { [name]: id };
  };
  return { ...(await find('S3PrefixListId', 's3')), ...(await find('DynamoDbPrefixListId', 'dynamodb')) };
}
