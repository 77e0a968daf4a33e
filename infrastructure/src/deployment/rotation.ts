/**
 * Key rotation without a gap, as changes of the deployment file. A co-signer trusts one answer key, and changing it waits
 * for the workspace owner; so each answer key has a base path of its own and both are served until the new URL and the
 * new key are registered together. Co-signer keys are a set: the new one is added, later the old ones go.
 */

import type { AnswerKey, Deployment } from './deployment.ts';

/** The highest number in use, plus one: names and paths of removed keys are not used again soon. */
function nextNumber(names: readonly string[], stem: string): number {
  const numbers = names.map((name) => (name === stem ? 1 : Number(name.slice(stem.length + 1)) || 0));
  return Math.max(0, ...numbers) + 1;
}

export function addAnswerKey(
  deployment: Deployment,
  file: string,
): { deployment: Deployment; added: AnswerKey } {
  const stem = 'callback-private-key';
  const number = nextNumber(
    deployment.answerKeys.map(({ name }) => name),
    stem,
  );
  const added = { name: `${stem}-${number}`, basePath: `/k${number}`, file };
  return { added, deployment: { ...deployment, answerKeys: [...deployment.answerKeys, added] } };
}

/** Only the newest stays. */
export function keepNewestAnswerKey(deployment: Deployment): Deployment {
  return { ...deployment, answerKeys: deployment.answerKeys.slice(-1) };
}

export function addCosignerKey(
  deployment: Deployment,
  cosigner: string,
  file: string,
): Deployment | undefined {
  if (!deployment.cosigners.some(({ name }) => name === cosigner)) return undefined;
  const stem = 'cosigner-public-key';
  const names = deployment.cosigners.flatMap(({ publicKeys }) => publicKeys.map(({ name }) => name));
  const name = `${stem}-${nextNumber(names, stem)}`;
  const cosigners = deployment.cosigners.map((one) =>
    one.name === cosigner ? { ...one, publicKeys: [...one.publicKeys, { name, file }] } : one,
  );
  return { ...deployment, cosigners };
}

export function keepNewestCosignerKey(deployment: Deployment, cosigner: string): Deployment | undefined {
  if (!deployment.cosigners.some(({ name }) => name === cosigner)) return undefined;
  const cosigners = deployment.cosigners.map((one) =>
    one.name === cosigner ? { ...one, publicKeys: one.publicKeys.slice(-1) } : one,
  );
  return { ...deployment, cosigners };
}

export function withCertificate(deployment: Deployment, arn: string): Deployment {
  return { ...deployment, parameters: { ...deployment.parameters, CertificateArn: arn } };
}

/** Parameters of keys that no longer belong to the deployment. */
export function abandonedKeys(before: Deployment, after: Deployment): readonly string[] {
  const names = ({ stack, answerKeys, cosigners }: Deployment): readonly string[] =>
    [...answerKeys, ...cosigners.flatMap(({ publicKeys }) => publicKeys)].map(
      ({ name }) => `/${stack}/${name}`,
    );
  const kept = new Set(names(after));
  return names(before).filter((name) => !kept.has(name));
}
