/**
 * What a development handler needs on disk, in one folder outside git: keys of a simulated co-signer and of the handler,
 * the co-signers document that joins them, and a profile for `callback-handler simulate`. Made once and kept.
 */

import { generateKeyPairSync } from 'node:crypto';
import { access, chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** API users of the two simulated co-signers. */
export const signerId = '3a6f2b8e-51c4-4a8f-9e0d-2c6b7d1f4a10';
export const otherSignerId = '3a6f2b8e-51c4-4a8f-9e0d-2c6b7d1f4a20';

export interface DevelopmentFiles {
  readonly folder: string;
  readonly cosigners: string;
  readonly ledger: string;
  readonly profile: string;
  /** Of the keys that were not there yet. */
  readonly made: readonly string[];
}

const privateFolderMode = 0o700;
const privateFileMode = 0o600;
/** Of key pairs: `<name>_private.pem` and `<name>_public.pem`. */
const keyNames = ['cosigner', 'other_cosigner', 'callback'] as const;

export async function prepareDevelopmentFiles(folder: string, url: URL): Promise<DevelopmentFiles> {
  await mkdir(folder, { recursive: true, mode: privateFolderMode });
  await chmod(folder, privateFolderMode);
  const made: string[] = [];
  for (const name of keyNames) {
    if (await makeKeyPair(folder, name)) made.push(name);
  }
  const cosigners = join(folder, 'cosigners.yaml');
  await writeFile(cosigners, cosignersDocument, { mode: privateFileMode });
  const profile = join(folder, 'simulate.json');
  await writeFile(profile, `${JSON.stringify(profileOf(url), undefined, 2)}\n`, { mode: privateFileMode });
  return { folder, cosigners, ledger: join(folder, 'ledger.sqlite'), profile, made };
}

/** @returns false when the pair is there already; half a pair is replaced by a new one */
async function makeKeyPair(folder: string, name: string): Promise<boolean> {
  const privateFile = join(folder, `${name}_private.pem`);
  const publicFile = join(folder, `${name}_public.pem`);
  if ((await exists(privateFile)) && (await exists(publicFile))) return false;
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await writeFile(privateFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), {
    mode: privateFileMode,
  });
  await writeFile(publicFile, publicKey.export({ type: 'spki', format: 'pem' }), { mode: privateFileMode });
  return true;
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

function profileOf(url: URL): Readonly<Record<string, string>> {
  return {
    url: url.href,
    cosignerKey: 'cosigner_private.pem',
    answerKey: 'callback_public.pem',
    signerId,
    otherSignerId,
  };
}

const cosignersDocument = `# Development only: written by npm start.
version: 1
answer_keys:
  - name: development
    base_path: /
    private_key: file:callback_private.pem
cosigners:
  - name: simulated
    public_keys:
      - name: simulated-1
        key: file:cosigner_public.pem
    signer_ids: ["${signerId}"]
  - name: simulated-other
    public_keys:
      - name: simulated-other-1
        key: file:other_cosigner_public.pem
    signer_ids: ["${otherSignerId}"]
`;
