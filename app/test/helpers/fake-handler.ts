/**
 * A handler with a mind of its own, for tests of the simulated co-signer: listens on loopback, answers what it is told
 * to, right or wrong. Reads nothing but what a test needs to steer by.
 */

import assert from 'node:assert/strict';
import { type KeyObject, sign } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { TestContext } from 'node:test';
import { isJsonObject, type JsonObject, parseJson } from '../../src/lib/json.ts';
import { rsaPair } from './keys.ts';

export interface Asked {
  readonly path: string;
  readonly body: string;
  /** The request object: of the token's payload, or of the body itself; empty where there is none. */
  readonly request: JsonObject;
  /** Counts from 0. */
  readonly turn: number;
}

export interface Said {
  readonly status?: number;
  readonly body: string;
  readonly delayMs?: number;
}

export interface FakeHandler {
  readonly url: URL;
  readonly asked: Asked[];
}

export interface Tls {
  readonly cert: string;
  readonly key: string;
}

/** Starts the handler; it stops with the test. */
export async function startFakeHandler(
  t: TestContext,
  say: (asked: Asked) => Said,
  tls?: Tls,
): Promise<FakeHandler> {
  const asked: Asked[] = [];
  const listener: RequestListener = async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks).toString('utf8');
    const one = { path: request.url ?? '', body, request: readObject(body), turn: asked.length };
    asked.push(one);
    const { status = 200, body: text, delayMs = 0 } = say(one);
    setTimeout(() => response.writeHead(status, { 'content-type': 'text/plain' }).end(text), delayMs).unref();
  };
  const server: Server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return { url: new URL(`${tls === undefined ? 'http' : 'https'}://127.0.0.1:${address.port}`), asked };
}

export const answerPair = rsaPair('answer');
export const cosignerPair = rsaPair('cosigner');

/** A compact JWS made by hand, so that headers and claims can be wrong. */
export function answerToken(
  claims: JsonObject,
  key: KeyObject = answerPair.privateKey,
  header: JsonObject = { typ: 'JWT', alg: 'RS256' },
): string {
  const input = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const signature = sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

/** Says the same action to everybody, well signed. */
export function alwaysSays(action: string, rejectionReason?: string): (asked: Asked) => Said {
  return ({ request }) => {
    const requestId = request['requestId'] ?? '';
    return {
      body: answerToken(
        rejectionReason === undefined ? { action, requestId } : { action, requestId, rejectionReason },
      ),
    };
  };
}

function readObject(body: string): JsonObject {
  const payload = body.startsWith('{')
    ? Buffer.from(body)
    : Buffer.from(body.split('.')[1] ?? '', 'base64url');
  const parsed = parseJson(payload);
  return parsed.ok && isJsonObject(parsed.value) ? parsed.value : {};
}
