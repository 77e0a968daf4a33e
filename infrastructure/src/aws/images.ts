/** The image repository: what is in it, what its scan found, and how to log a container tool in. */

import {
  BatchDeleteImageCommand,
  DescribeImagesCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
  ImageNotFoundException,
  RepositoryNotFoundException,
} from '@aws-sdk/client-ecr';
import { clientOptions, type Session } from './session.ts';

/** `none`: the registry does not scan, or cannot scan this kind of image. */
export type Scan =
  | { readonly kind: 'none' | 'pending' }
  | { readonly kind: 'complete'; readonly critical: number };

export interface Images {
  /** The digest of a tag or of itself; undefined when the repository does not have it. */
  digest(repository: string, reference: string): Promise<string | undefined>;
  scan(repository: string, digest: string): Promise<Scan>;
  /** Name and password for the registry; the password is only ever given to a tool's standard input. */
  login(): Promise<{ readonly user: string; readonly password: string }>;
  list(repository: string): Promise<readonly string[]>;
  delete(repository: string, digests: readonly string[]): Promise<void>;
}

export function openImages(session: Session): Images {
  const client = new ECRClient(clientOptions(session));
  const describe = async (repository: string, reference: string) => {
    const id = reference.startsWith('sha256:') ? { imageDigest: reference } : { imageTag: reference };
    try {
      const found = await client.send(
        new DescribeImagesCommand({ repositoryName: repository, imageIds: [id] }),
      );
      return found.imageDetails?.[0];
    } catch (error) {
      if (error instanceof ImageNotFoundException || error instanceof RepositoryNotFoundException)
        return undefined;
      throw error;
    }
  };
  return {
    async digest(repository, reference) {
      return (await describe(repository, reference))?.imageDigest;
    },
    async scan(repository, digest) {
      const image = await describe(repository, digest);
      const status = image?.imageScanStatus?.status ?? '';
      if (status === 'PENDING' || status === 'IN_PROGRESS') return { kind: 'pending' };
      if (status !== 'COMPLETE' && status !== 'ACTIVE') return { kind: 'none' };
      return {
        kind: 'complete',
        critical: image?.imageScanFindingsSummary?.findingSeverityCounts?.['CRITICAL'] ?? 0,
      };
    },
    async login() {
      const { authorizationData = [] } = await client.send(new GetAuthorizationTokenCommand({}));
      const token = Buffer.from(authorizationData[0]?.authorizationToken ?? '', 'base64').toString();
      const colon = token.indexOf(':');
      return { user: token.slice(0, colon), password: token.slice(colon + 1) };
    },
    async list(repository) {
      try {
        const { imageDetails = [] } = await client.send(
          new DescribeImagesCommand({ repositoryName: repository }),
        );
        return imageDetails.flatMap(({ imageDigest }) => imageDigest ?? []);
      } catch (error) {
        if (error instanceof RepositoryNotFoundException) return [];
        throw error;
      }
    },
    async delete(repository, digests) {
      await client.send(
        new BatchDeleteImageCommand({
          repositoryName: repository,
          imageIds: digests.map((imageDigest) => ({ imageDigest })),
        }),
      );
    },
  };
}
