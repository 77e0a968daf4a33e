/** `npm run test:interop`: an independent JWT implementation (PyJWT) plays the co-signer and verifies our answers. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { installPython } from '../../scripts/python.ts';
import { startRealHandler } from '../helpers/real-handler.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

test('PyJWT asks as a co-signer and verifies every answer', async (t) => {
  const programs = installPython(here('../../.venv/interop'), here('requirements.txt'));
  const handler = await startRealHandler(t);
  const { url, cosignerKey, answerKey, signerId } = handler.profile;
  assert.ok(url && cosignerKey && answerKey && signerId);
  const sample = here('../vectors/ethereum-eip1559-signing.json');
  const args = [
    here('cosigner.py'),
    String(url).replace(/\/$/, ''),
    cosignerKey,
    answerKey,
    signerId,
    sample,
  ];
  const { stdout } = await promisify(execFile)(join(programs, 'python'), args).catch((error) => {
    throw new Error(`${error.stdout}${error.stderr}`);
  });
  t.diagnostic(stdout);
  assert.match(stdout, /^0 failed$/m);
});
