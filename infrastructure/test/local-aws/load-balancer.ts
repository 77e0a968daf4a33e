/** The load balancer at an address of its own: forwards to the local AWS, which keeps it under a path. Plain HTTP. */

import { once } from 'node:events';
import { createServer, request } from 'node:http';

export async function openLoadBalancer(
  endpoint: string,
  name: string,
): Promise<{ readonly url: string; readonly close: () => void }> {
  const server = createServer((asked, answer) => {
    const { method, headers, url = '/' } = asked;
    const onward = request(`${endpoint}/_alb/${name}${url}`, { method, headers }, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers);
      got.pipe(answer);
    });
    onward.on('error', () => answer.writeHead(502).end());
    asked.pipe(onward);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}`, close: () => void server.close() };
}
