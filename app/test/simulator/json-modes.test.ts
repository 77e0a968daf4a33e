import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { prepare } from '../../src/preparation.ts';
import { startService } from '../../src/service.ts';
import { equipCosigner } from '../../src/simulator/equip.ts';
import { runScenarios } from '../../src/simulator/run.ts';
import { scenarios } from '../../src/simulator/scenarios/catalogue.ts';
import { makeCertificate } from '../helpers/certificate.ts';

const policy = fileURLToPath(new URL('../../policy/example.yaml', import.meta.url));
const root = makeCertificate({ name: 'root', authority: true });
const served = makeCertificate({ name: 'handler.internal', hosts: ['127.0.0.1'], issuer: root });

interface Started {
  readonly url: string;
  readonly served: string;
  readonly root: string;
}

async function startJsonHandler(t: TestContext): Promise<Started> {
  const folder = await mkdtemp(join(tmpdir(), 'callback-handler-'));
  t.after(() => rm(folder, { recursive: true }));
  const put = async (name: string, text: string): Promise<string> => {
    const file = join(folder, name);
    await writeFile(file, text, { mode: 0o600 });
    return file;
  };
  const document =
    'version: 1\nanswer_keys: []\ncosigners:\n  - {name: pinned, transport: json, signer_ids: [signer-1]}\n';
  const prepared = await prepare({
    PORT: '0',
    CALLBACK_ADMIN_PORT: '0',
    CALLBACK_COSIGNERS: `file:${await put('cosigners.yaml', document)}`,
    CALLBACK_POLICY: `file:${policy}`,
    CALLBACK_LEDGER: 'memory',
    CALLBACK_JSON_PORT: '0',
    CALLBACK_JSON_COSIGNER: 'pinned',
    CALLBACK_JSON_CERTIFICATE_FILE: await put('certificate.pem', served.cert),
    CALLBACK_JSON_KEY_FILE: await put('key.pem', served.key),
  });
  assert.ok(prepared.ok, JSON.stringify(prepared));
  const service = await startService(prepared.value, () => undefined);
  t.after(() => service.drain('SIGTERM'));
  return {
    url: `https://127.0.0.1:${service.addresses.json?.port}`,
    served: await put('served.pem', served.cert),
    root: await put('root.pem', root.cert),
  };
}

test('the real handler meets every expectation that can be had without signatures', async (t) => {
  const handler = await startJsonHandler(t);
  const trusts = [
    { authentication: 'json-pinned', tlsCertificate: handler.served },
    { authentication: '3', tlsCa: handler.root },
  ];
  for (const trust of trusts) {
    const cosigner = await equipCosigner({
      url: handler.url,
      signerId: 'signer-1',
      ...trust,
      timeoutMs: 10_000,
    });
    assert.ok(cosigner.ok, JSON.stringify(cosigner));
    t.after(cosigner.value.connection.close);
    const result = await runScenarios(scenarios, {
      cosigner: cosigner.value,
      count: 12,
      concurrency: 4,
      newId: randomUUID,
    });
    assert.deepEqual(
      result.steps.filter((step) => !step.ok),
      [],
    );
    assert.ok(result.steps.length > 25);
    assert.ok(result.skipped.includes('alg-none'));
  }
});
