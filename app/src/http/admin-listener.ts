/** The operator's listener, loopback by default: metrics for a collector, health for a person. Never the co-signer's. */

import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Metrics } from '../audit/metrics.ts';
import { type Health, renderHealth } from './health.ts';
import { headersTimeoutMs, maxHeaderBytes, requestTimeoutMs } from './limits.ts';

/** A scraper and a person. */
const maxAdminConnections = 32;

export function createAdminListener(metrics: Metrics, health: () => Health): Server {
  const server = createServer(
    { maxHeaderSize: maxHeaderBytes, headersTimeout: headersTimeoutMs, requestTimeout: requestTimeoutMs },
    (request, response) => {
      void answer(request.method, request.url, response, metrics, health);
    },
  );
  server.maxConnections = maxAdminConnections;
  return server;
}

async function answer(
  method: string | undefined,
  url: string | undefined,
  response: ServerResponse,
  metrics: Metrics,
  health: () => Health,
): Promise<void> {
  if (method !== 'GET' && method !== 'HEAD') {
    response
      .writeHead(405, { allow: 'GET, HEAD', 'content-type': 'text/plain; charset=utf-8' })
      .end('Method Not Allowed\n');
  } else if (url === '/metrics') {
    const { contentType, text } = await metrics.render();
    response.writeHead(200, { 'content-type': contentType }).end(text);
  } else if (url === '/health') {
    const { status, body } = renderHealth(health());
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(body);
  } else {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('Not Found\n');
  }
}
