import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, test } from 'node:test';
import { openWorkplace } from '../helpers/process.ts';

const place = await openWorkplace(after);

test('a healthy handler is 0, and what it said is printed', async () => {
  const handler = await place.start();
  for (const host of ['127.0.0.1', '0.0.0.0']) {
    const environment = place.environment({
      CALLBACK_ADMIN_PORT: handler.adminUrl.port,
      CALLBACK_ADMIN_HOST: host,
    });
    const { code, stdout, stderr } = await place.run(['health'], environment);
    assert.deepEqual([code, stderr], [0, '']);
    assert.equal(JSON.parse(stdout).status, 'ok');
  }
});

test('one that says it is not healthy is 1', async (t) => {
  const server = createServer((_request, response) =>
    response.writeHead(503).end('{"status":"unhealthy"}\n'),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const { code, stdout } = await place.run(
    ['health'],
    place.environment({ CALLBACK_ADMIN_PORT: String(address.port) }),
  );
  assert.deepEqual([code, stdout], [1, '{"status":"unhealthy"}\n']);
});

test('none at all is 69', async () => {
  const { code, stderr } = await place.run(['health'], place.environment({ CALLBACK_ADMIN_PORT: '1' }));
  assert.equal(code, 69);
  assert.match(stderr, /^no answer from the handler: connect ECONNREFUSED/);
});

test('an environment that no handler would start with is 78', async () => {
  const { code, stderr } = await place.run(['health'], place.environment({ PORT: 'x' }));
  assert.equal(code, 78);
  assert.match(stderr, /PORT: must be a whole number/);
});
