/** The container tool that is there: docker, podman, buildah or finch. Arguments only; it runs nothing itself. */

export const toolNames = ['docker', 'podman', 'buildah', 'finch'] as const;
export type ToolName = (typeof toolNames)[number];

export interface BuildRequest {
  readonly context: string;
  readonly reference: string;
  readonly platform: 'linux/amd64' | 'linux/arm64';
}

export function buildArguments(
  tool: ToolName,
  { context, reference, platform }: BuildRequest,
): readonly string[] {
  const file = ['--file', `${context}/Dockerfile`, '--tag', reference, '--platform', platform, context];
  return tool === 'buildah' ? ['build', ...file] : ['build', ...file];
}

/** The password comes by standard input: on a command line every user of the machine could read it. */
export function loginArguments(_tool: ToolName, user: string, registry: string): readonly string[] {
  return ['login', '--username', user, '--password-stdin', registry];
}

export function pushArguments(_tool: ToolName, reference: string): readonly string[] {
  return ['push', reference];
}

export function platformOf(architecture: string | undefined): BuildRequest['platform'] {
  return architecture === 'ARM64' ? 'linux/arm64' : 'linux/amd64';
}
