/** The container tools, and what they are told; the four understand the same words. It runs nothing itself. */

export const toolNames = ['docker', 'podman', 'buildah', 'finch'] as const;
export type ToolName = (typeof toolNames)[number];

export interface BuildRequest {
  readonly context: string;
  readonly reference: string;
  readonly platform: 'linux/amd64' | 'linux/arm64';
}

export function buildArguments({ context, reference, platform }: BuildRequest): readonly string[] {
  return ['build', '--file', `${context}/Dockerfile`, '--tag', reference, '--platform', platform, context];
}

/** The password comes by standard input: on a command line every user of the machine could read it. */
export function loginArguments(user: string, registry: string): readonly string[] {
  return ['login', '--username', user, '--password-stdin', registry];
}

export function pushArguments(reference: string): readonly string[] {
  return ['push', reference];
}

export function platformOf(architecture: string | undefined): BuildRequest['platform'] {
  return architecture === 'ARM64' ? 'linux/arm64' : 'linux/amd64';
}
