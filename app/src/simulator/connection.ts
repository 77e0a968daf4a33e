/**
 * The wire between co-signer and handler (protocol section 1): which path, which body, which TLS trust each of the five
 * authentication options means. One exchange per call, over kept-alive connections; nothing is retried.
 */

import { X509Certificate } from 'node:crypto';
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { PeerCertificate } from 'node:tls';

export type Operation = 'transaction' | 'configuration_change';

/** The protocol's five options (section 1.1), by number. */
export const authenticationOptions = {
  1: { name: 'jwt', body: 'jwt', trust: 'public' },
  2: { name: 'json-pinned', body: 'json', trust: 'pinned' },
  3: { name: 'json-root-ca', body: 'json', trust: 'root_ca' },
  4: { name: 'jwt-pinned', body: 'jwt', trust: 'pinned' },
  5: { name: 'jwt-root-ca', body: 'jwt', trust: 'root_ca' },
} as const;

export type Authentication = (typeof authenticationOptions)[keyof typeof authenticationOptions];

export interface ConnectionOptions {
  /** The handler's base address, with its own sub-path and without `/v2`. */
  readonly url: URL;
  readonly authentication: Authentication;
  /** PEM: the pinned certificate (options 2 and 4) or the root (3 and 5). */
  readonly certificate?: string | undefined;
  /** What the co-signer waits for an answer. */
  readonly timeoutMs: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly milliseconds: number;
}

export interface Connection {
  readonly authentication: Authentication;
  /** Rejects with an `Error` when no whole answer came: refused, reset, or later than the time limit. */
  readonly post: (operation: Operation, body: string) => Promise<HttpAnswer>;
  readonly close: () => void;
}

/** Answers are below one kilobyte; more than this is not an answer. */
const maxAnswerBytes = 65_536;

const paths = {
  transaction: 'tx_sign_request',
  configuration_change: 'config_change_sign_request',
} as const satisfies Readonly<Record<Operation, string>>;

export function openConnection(options: ConnectionOptions): Connection {
  const { url, authentication } = options;
  const prefix = authentication.body === 'jwt' ? '/v2' : '';
  const base = url.pathname.replace(/\/+$/, '');
  const agent =
    url.protocol === 'https:'
      ? new HttpsAgent({ keepAlive: true, ...trustOf(authentication, options.certificate) })
      : new HttpAgent({ keepAlive: true });
  const open = url.protocol === 'https:' ? requestHttps : requestHttp;

  const post = (operation: Operation, body: string): Promise<HttpAnswer> =>
    new Promise((resolve, reject) => {
      const started = performance.now();
      const outgoing = open(
        new URL(`${base}${prefix}/${paths[operation]}`, url),
        {
          method: 'POST',
          agent,
          signal: AbortSignal.timeout(options.timeoutMs),
          headers: { 'content-length': Buffer.byteLength(body), 'user-agent': 'callback-handler-simulator' },
        },
        (incoming) => {
          readBody(incoming).then((text) => {
            resolve({
              status: incoming.statusCode ?? 0,
              contentType: incoming.headers['content-type'] ?? '',
              body: text,
              milliseconds: performance.now() - started,
            });
          }, reject);
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });

  return { authentication, post, close: () => agent.destroy() };
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    bytes += chunk.length;
    if (bytes > maxAnswerBytes) throw new Error(`the answer is longer than ${maxAnswerBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

interface Trust {
  readonly ca?: string;
  readonly allowPartialTrustChain?: true;
  readonly checkServerIdentity?: (host: string, peer: PeerCertificate) => Error | undefined;
}

function trustOf(authentication: Authentication, certificate: string | undefined): Trust {
  if (certificate === undefined) return {};
  if (authentication.trust !== 'pinned') return { ca: certificate };
  const pinned = new X509Certificate(certificate).fingerprint256;
  return {
    ca: certificate,
    // A pinned certificate need not be a root: trust ends at it, whoever issued it.
    allowPartialTrustChain: true,
    // The pin is the identity, so the name does not matter.
    checkServerIdentity: (_host, peer) =>
      peer.fingerprint256 === pinned ? undefined : new Error('the certificate is not the pinned one'),
  };
}
