/**
 * The listener that co-signers reach: sockets, limits, time-outs, and nothing about how decisions are made. Everything
 * it says to a stranger is a constant.
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Handle } from '../callback/handle.ts';
import { type Health, renderHealth } from './health.ts';
import {
  connectionsCheckMs,
  discardTimeoutMs,
  headersTimeoutMs,
  keepAliveTimeoutMs,
  maxBodyBytes,
  maxConnections,
  maxHeaderBytes,
  requestTimeoutMs,
} from './limits.ts';
import { discardBody, readBody } from './read-body.ts';
import { route } from './route.ts';

export interface CallbackListenerOptions {
  readonly channel: JwtChannel | JsonChannel;
  readonly handle: Handle;
  readonly basePaths: () => ReadonlySet<string>;
  readonly health: () => Health;
}

/** Messages carry signatures; TLS may end here or in front. */
export interface JwtChannel {
  readonly mode: 'jwt';
  readonly tls?: TlsFiles | undefined;
}

/** PEM. */
interface TlsFiles {
  readonly certificate: string;
  readonly privateKey: string;
}

/** A TLS listener of its own for one co-signer without message signatures. */
export interface JsonChannel extends TlsFiles {
  readonly mode: 'json';
  readonly cosigner: string;
}

const serverOptions = {
  maxHeaderSize: maxHeaderBytes,
  headersTimeout: headersTimeoutMs,
  requestTimeout: requestTimeoutMs,
  keepAliveTimeout: keepAliveTimeoutMs,
  connectionsCheckingInterval: connectionsCheckMs,
  noDelay: true,
} as const;

const plainText = 'text/plain; charset=utf-8';

export function createCallbackListener(options: CallbackListenerOptions): Server {
  const { channel } = options;
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    // While draining, every answer is the last one on its connection. The header tells the sender, and what it sends all
    // the same is not read: a decision made now could not be answered.
    response.once('finish', () => {
      if (!server.listening) request.socket.destroySoon();
    });
    const isLast = (): boolean => !server.listening;
    void respond(request, response, isLast, options);
  };
  const tls = channel.mode === 'jwt' ? channel.tls : channel;
  const server: Server =
    tls === undefined
      ? createServer(serverOptions, onRequest)
      : createTlsServer(
          { ...serverOptions, cert: tls.certificate, key: tls.privateKey, minVersion: 'TLSv1.2' },
          onRequest,
        );
  server.maxConnections = maxConnections;
  return server;
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  isLast: () => boolean,
  options: CallbackListenerOptions,
): Promise<void> {
  const { channel } = options;
  const target = route(channel.mode, request.method, request.url, options.basePaths());
  switch (target.kind) {
    case 'not_found':
      return refuse(request, response, 404, 'Not Found\n');
    case 'method_not_allowed':
      response.setHeader('allow', target.allow);
      return refuse(request, response, 405, 'Method Not Allowed\n');
    case 'health': {
      const { status, body } = renderHealth(options.health());
      return send(response, status, 'application/json; charset=utf-8', body, isLast());
    }
    case 'callback': {
      const body = await readBody(request, maxBodyBytes);
      if (!body.ok) return refuse(request, response, 413, 'Content Too Large\n');
      const reply = await options.handle({
        operation: target.operation,
        channel: channel.mode === 'jwt' ? { mode: 'jwt', basePath: target.basePath } : channel,
        body: body.value,
      });
      return send(response, reply.status, reply.contentType, reply.body, isLast());
    }
  }
}

/** Ends the connection too: nothing after a refused request is read. */
async function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  body: string,
): Promise<void> {
  await discardBody(request, discardTimeoutMs);
  send(response, status, plainText, body, true);
}

/** The body goes as text, so that head and body leave in one write. */
function send(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: string,
  isLast: boolean,
): void {
  response.writeHead(status, {
    ...(isLast && { connection: 'close' }),
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}
