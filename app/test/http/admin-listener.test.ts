import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, test } from 'node:test';
import { createAdminListener } from '../../src/http/admin-listener.ts';
import type { Health } from '../../src/http/health.ts';

let problems: readonly string[] = [];
const health = (): Health => ({ problems, warnings: [], policySha256: 'p', answerKeys: [], ledgerRows: 7 });
const metrics = {
  observe: () => undefined,
  render: async () => ({ contentType: 'text/plain; version=0.0.4', text: 'up 1\n' }),
};
const server = createAdminListener(metrics, health);
server.listen(0, '127.0.0.1');
await once(server, 'listening');
after(() => server.close());
const address = server.address();
assert.ok(address !== null && typeof address === 'object');
const base = `http://127.0.0.1:${address.port}`;

async function ask(path: string, method = 'GET'): Promise<readonly [number, string | null, string]> {
  const response = await fetch(base + path, { method });
  return [response.status, response.headers.get('content-type'), await response.text()];
}

test('metrics as they are rendered', async () => {
  assert.deepEqual(await ask('/metrics'), [200, 'text/plain; version=0.0.4', 'up 1\n']);
  assert.deepEqual(await ask('/metrics', 'HEAD'), [200, 'text/plain; version=0.0.4', '']);
});

test('health with its status and reasons', async () => {
  const [status, type, body] = await ask('/health');
  assert.deepEqual([status, type], [200, 'application/json; charset=utf-8']);
  assert.equal(JSON.parse(body).ledgerRows, 7);
  problems = ['ledger_io_error'];
  const [sick, , why] = await ask('/health');
  assert.equal(sick, 503);
  assert.deepEqual(JSON.parse(why).problems, ['ledger_io_error']);
});

for (const path of ['/', '/metrics/', '/metrics?x=1', '/Health', '/v2/tx_sign_request']) {
  test(`nothing at ${path}`, async () => {
    assert.deepEqual(await ask(path), [404, 'text/plain; charset=utf-8', 'Not Found\n']);
  });
}

for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
  test(`${method} is not allowed anywhere`, async () => {
    const response = await fetch(`${base}/metrics`, { method });
    assert.deepEqual([response.status, response.headers.get('allow')], [405, 'GET, HEAD']);
    assert.equal(await response.text(), 'Method Not Allowed\n');
  });
}
