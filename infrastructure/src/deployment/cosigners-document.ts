/** The co-signers document that the handler reads from SSM, made from the deployment file. JSON is YAML. */

import type { Deployment } from './deployment.ts';

export function cosignersDocument({ stack, answerKeys, cosigners }: Deployment): string {
  const document = {
    version: 1,
    answer_keys: answerKeys.map(({ name, basePath }) => ({
      name,
      base_path: basePath,
      private_key: `ssm:/${stack}/${name}`,
    })),
    cosigners: cosigners.map(({ name, signerIds, publicKeys }) => ({
      name,
      public_keys: publicKeys.map((key) => ({ name: key.name, key: `ssm:/${stack}/${key.name}` })),
      signer_ids: signerIds,
    })),
  };
  return JSON.stringify(document, undefined, 2);
}
