/** The real service in this process, with the example policy and a ledger that forgets, and a co-signer to ask it. */

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type DevelopmentFiles, prepareDevelopmentFiles } from '../../scripts/development-files.ts';
import { prepare } from '../../src/preparation.ts';
import { startService } from '../../src/service.ts';
import type { Cosigner } from '../../src/simulator/cosigner.ts';
import { equipCosigner } from '../../src/simulator/equip.ts';
import { type Profile, parseProfile } from '../../src/simulator/profile.ts';

const policy = fileURLToPath(new URL('../../policy/example.yaml', import.meta.url));

export interface RealHandler {
  readonly files: DevelopmentFiles;
  readonly profile: Profile;
  readonly cosigner: Cosigner;
  /** Log lines. */
  readonly lines: readonly string[];
}

/** Starts it; it stops with the test. */
export async function startRealHandler(t: TestContext): Promise<RealHandler> {
  const folder = await mkdtemp(join(tmpdir(), 'callback-handler-'));
  t.after(() => rm(folder, { recursive: true }));
  const { cosigners } = await prepareDevelopmentFiles(folder, new URL('http://127.0.0.1:1'));
  const prepared = await prepare({
    PORT: '0',
    CALLBACK_ADMIN_PORT: '0',
    CALLBACK_COSIGNERS: `file:${cosigners}`,
    CALLBACK_POLICY: `file:${policy}`,
    CALLBACK_LEDGER: 'memory',
  });
  assert.ok(prepared.ok, JSON.stringify(prepared));
  const lines: string[] = [];
  const service = await startService(prepared.value, (line) => lines.push(line));
  t.after(() => service.drain('SIGTERM'));
  // Written again, now that the port is known.
  const files = await prepareDevelopmentFiles(
    folder,
    new URL(`http://127.0.0.1:${service.addresses.callback.port}`),
  );
  const profile = parseProfile(await readFile(files.profile), files.profile);
  assert.ok(profile.ok);
  const cosigner = await equipCosigner({ ...profile.value, timeoutMs: 10_000 });
  assert.ok(cosigner.ok);
  t.after(cosigner.value.connection.close);
  return { files, profile: profile.value, cosigner: cosigner.value, lines };
}
