/**
 * Builds `app/` and pushes it: no key in the context, one tag per commit and architecture, and the digest that the
 * registry computed. An image that is there already is not built again.
 */

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import type { Images } from '../aws/images.ts';
import { findKeysInContext } from '../keys/build-context.ts';
import { exitCodes } from '../lib/exit-codes.ts';
import { type Failure, failure } from '../lib/failure.ts';
import { err, ok, type Result } from '../lib/result.ts';
import type { Messages } from '../messages/messages.ts';
import {
  type BuildRequest,
  buildArguments,
  loginArguments,
  pushArguments,
  type ToolName,
  toolNames,
} from './tool.ts';

export interface ImageRequest {
  readonly context: string;
  readonly repositoryUri: string;
  readonly platform: BuildRequest['platform'];
  readonly tool: string | undefined;
  readonly allowUncommitted: boolean;
  /** Take an image in which the registry's scan found critical weaknesses. */
  readonly allowCritical: boolean;
  readonly pause: (milliseconds: number) => Promise<void>;
}

const execute = promisify(execFile);
const scanPollMs = 2000;
const maxScanPolls = 60;

/** Returns the image by digest. */
export async function provideImage(
  images: Images,
  messages: Messages,
  report: (line: string) => void,
  request: ImageRequest,
): Promise<Result<string, Failure>> {
  const { context, repositoryUri, platform } = request;
  const [registry = '', ...path] = repositoryUri.split('/');
  const repository = path.join('/');
  const tag = await tagOf(request);
  if (tag === undefined || (tag.uncommitted && !request.allowUncommitted)) {
    return err(failure(exitCodes.configuration, messages('uncommitted', context)));
  }
  const existing = await images.digest(repository, tag.name);
  if (existing !== undefined && !tag.uncommitted) return ok(`${repositoryUri}@${existing}`);

  const keys = await findKeysInContext(context);
  if (keys.length > 0) return err(failure(exitCodes.configuration, ...keys));
  const tool = await findTool(request.tool);
  if (tool === undefined)
    return err(failure(exitCodes.unavailable, messages('no_container_tool', toolNames.join(', '))));

  const reference = `${repositoryUri}:${tag.name}`;
  report(messages('building_image', reference, tool));
  if ((await run(tool, buildArguments({ context, reference, platform }))) !== 0) {
    return err(failure(exitCodes.failed, messages('build_failed', tool)));
  }
  const { user, password } = await images.login();
  if ((await run(tool, loginArguments(user, registry), password)) !== 0) {
    return err(failure(exitCodes.failed, messages('login_failed', registry)));
  }
  if ((await run(tool, pushArguments(reference))) !== 0) {
    return err(failure(exitCodes.failed, messages('push_failed', reference)));
  }
  const digest = await images.digest(repository, tag.name);
  if (digest === undefined) return err(failure(exitCodes.failed, messages('push_failed', reference)));
  const critical = await criticalFindings(images, repository, digest, request.pause);
  if (critical === undefined) report(messages('not_scanned', digest));
  else if (critical > 0 && !request.allowCritical) {
    return err(failure(exitCodes.failed, messages('critical_findings', String(critical), digest)));
  }
  return ok(`${repositoryUri}@${digest}`);
}

/** Undefined when there is no scan to wait for, or none that ends in time. */
export async function criticalFindings(
  images: Pick<Images, 'scan'>,
  repository: string,
  digest: string,
  pause: (milliseconds: number) => Promise<void>,
): Promise<number | undefined> {
  for (let poll = 0; poll < maxScanPolls; poll++) {
    const scan = await images.scan(repository, digest);
    if (scan.kind === 'complete') return scan.critical;
    if (scan.kind === 'none') return undefined;
    await pause(scanPollMs);
  }
  return undefined;
}

/** The image of this checkout, when the repository has it. `tag` undefined: no git checkout. */
export async function findBuiltImage(
  images: Pick<Images, 'digest'>,
  request: Pick<ImageRequest, 'context' | 'platform' | 'repositoryUri'>,
): Promise<{ readonly tag: string | undefined; readonly image: string | undefined }> {
  const tag = await tagOf(request);
  if (tag === undefined || tag.uncommitted) return { tag: tag?.name, image: undefined };
  const digest = await images.digest(request.repositoryUri.split('/').slice(1).join('/'), tag.name);
  return { tag: tag.name, image: digest && `${request.repositoryUri}@${digest}` };
}

async function tagOf({ context, platform }: Pick<ImageRequest, 'context' | 'platform'>) {
  try {
    const { stdout: commit } = await execute('git', ['rev-parse', '--short=12', 'HEAD'], { cwd: context });
    const { stdout: changes } = await execute('git', ['status', '--porcelain', '--', '.'], { cwd: context });
    const uncommitted = changes.trim() !== '';
    const suffix = uncommitted ? `-uncommitted-${Date.now()}` : '';
    return { name: `${commit.trim()}-${platform.slice('linux/'.length)}${suffix}`, uncommitted };
  } catch {
    return undefined;
  }
}

async function findTool(wanted: string | undefined): Promise<ToolName | undefined> {
  for (const tool of toolNames.filter((name) => wanted === undefined || name === wanted)) {
    const there = await execute(tool, ['--version']).then(
      () => true,
      () => false,
    );
    if (there) return tool;
  }
  return undefined;
}

async function run(tool: string, args: readonly string[], input?: string): Promise<number> {
  const child = spawn(tool, args, { stdio: [input === undefined ? 'ignore' : 'pipe', 2, 2] });
  child.stdin?.end(input);
  const [code] = await once(child, 'close');
  return Number(code ?? 1);
}
