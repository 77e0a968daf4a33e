/** Reads and writes the deployment file; relative paths stay relative in it. */

import { readFile, writeFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { exitCodes } from '../lib/exit-codes.ts';
import { type Failure, failure } from '../lib/failure.ts';
import { err, type Result } from '../lib/result.ts';
import { type Deployment, parseDeployment } from './deployment.ts';

export async function readDeployment(path: string): Promise<Result<Deployment, Failure>> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) {
    return err(failure(exitCodes.configuration, `${path} cannot be read; \`deploy.sh init\` makes one`));
  }
  const parsed = parseDeployment(text, dirname(resolve(path)));
  if (parsed.ok) return parsed;
  return err(failure(exitCodes.configuration, ...parsed.error.map((problem) => `${path}: ${problem}`)));
}

export async function writeDeployment(path: string, deployment: Deployment): Promise<void> {
  const folder = dirname(resolve(path));
  const shown = (file: string): string => relative(folder, file);
  const text = {
    version: 1,
    ...deployment,
    policy: shown(deployment.policy),
    answerKeys: deployment.answerKeys.map((key) => ({ ...key, file: shown(key.file) })),
    cosigners: deployment.cosigners.map((cosigner) => ({
      ...cosigner,
      publicKeys: cosigner.publicKeys.map((key) => ({ ...key, file: shown(key.file) })),
    })),
  };
  await writeFile(path, `${JSON.stringify(text, undefined, 2)}\n`);
}
