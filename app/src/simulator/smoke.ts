/**
 * The first look at a deployed handler from where its co-signer stands: does the name resolve, does the certificate chain
 * verify, is it healthy, and does it turn strangers away? Needs no key of either side, so it can run with nothing but
 * the image. That the co-signer itself is answered only the co-signer can show.
 */

import { lookup } from 'node:dns/promises';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { TLSSocket } from 'node:tls';
import { isJsonObject, parseJson } from '../lib/json.ts';
import { strangerKey } from './forgeries.ts';
import { serialise } from './serialise.ts';
import { signRequest } from './sign-request.ts';
import { buildTransfer } from './transfer.ts';

export interface SmokeCheck {
  readonly check: string;
  readonly ok: boolean;
  /** What was found, in words. */
  readonly found: string;
}

export interface SmokeOptions {
  /** The base address registered for the co-signer: scheme, host, base path. */
  readonly url: URL;
  /** PEM; in place of the roots that Node trusts. */
  readonly ca?: string | undefined;
  readonly timeoutMs: number;
  readonly newId: () => string;
}

interface Reply {
  readonly status: number;
  readonly body: string;
  readonly tls: { readonly protocol: string; readonly issuer: string; readonly validTo: string } | undefined;
}

/** The longest answer looked at. */
const maxReplyBytes = 65_536;

export async function smoke(options: SmokeOptions): Promise<readonly SmokeCheck[]> {
  const { url, newId } = options;
  const checks: SmokeCheck[] = [await attempt('the name resolves', () => resolveName(url))];
  let health: Reply | undefined;
  const look = await attempt('it answers', async () => {
    health = await send(options, 'GET', new URL('/health', url));
    return describeChannel(health);
  });
  checks.push(url.protocol === 'https:' ? { ...look, check: 'the certificate chain verifies' } : look);
  if (health === undefined) return checks;
  checks.push(judgeHealth(health));
  const payload = serialise(buildTransfer({ requestId: newId(), signerId: newId() }));
  const bodies = [
    { check: 'an unsigned request is refused', body: payload },
    { check: 'a wrongly signed request is refused', body: signRequest(payload, strangerKey()) },
  ];
  const target = new URL(`${url.pathname.replace(/\/+$/, '')}/v2/tx_sign_request`, url);
  for (const { check, body } of bodies) {
    let refused = false;
    const sent = await attempt(check, async () => {
      const { status, body: said } = await send(options, 'POST', target, body);
      refused = status === 401;
      return refused ? '401' : `expected 401, got ${status}: ${said.slice(0, 80).trim()}`;
    });
    checks.push({ ...sent, ok: refused });
  }
  return checks;
}

async function attempt(check: string, act: () => Promise<string>): Promise<SmokeCheck> {
  try {
    return { check, ok: true, found: await act() };
  } catch (error) {
    return { check, ok: false, found: error instanceof Error ? error.message : String(error) };
  }
}

async function resolveName({ hostname }: URL): Promise<string> {
  const addresses = await lookup(hostname.replace(/^\[(.*)\]$/, '$1'), { all: true });
  return addresses.map(({ address }) => address).join(', ');
}

function describeChannel({ tls }: Reply): string {
  if (tls === undefined) return 'plain HTTP: nothing to verify';
  return `${tls.protocol}, issued by ${tls.issuer}, valid until ${tls.validTo}`;
}

function judgeHealth({ status, body }: Reply): SmokeCheck {
  const parsed = parseJson(Buffer.from(body));
  const said = parsed.ok && isJsonObject(parsed.value) ? parsed.value : {};
  const ok = status === 200 && said['status'] === 'ok';
  const found = ok
    ? `policy ${String(said['policySha256'])}`
    : `${status} ${body.slice(0, 200).trim()}`.trimEnd();
  return { check: 'it is healthy', ok, found };
}

function send(options: SmokeOptions, method: string, url: URL, body = ''): Promise<Reply> {
  const signal = AbortSignal.timeout(options.timeoutMs);
  const headers = { 'content-length': Buffer.byteLength(body), 'user-agent': 'callback-handler-smoke' };
  const common = { method, signal, headers, agent: false } as const;
  const secure = { ...common, minVersion: 'TLSv1.2', ...(options.ca && { ca: options.ca }) } as const;
  return new Promise((resolve, reject) => {
    const outgoing = url.protocol === 'https:' ? requestHttps(url, secure) : requestHttp(url, common);
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      // Looked at while the connection is open.
      const tls = incoming.socket instanceof TLSSocket ? describePeer(incoming.socket) : undefined;
      let text = '';
      incoming.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
        if (text.length > maxReplyBytes) incoming.destroy(new Error('the answer has no end'));
      });
      incoming.on('error', reject);
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, body: text, tls }));
    });
    outgoing.end(body);
  });
}

function describePeer(socket: TLSSocket): Reply['tls'] {
  const { issuer, valid_to } = socket.getPeerCertificate();
  const name = issuer.O ?? issuer.CN ?? 'an issuer without a name';
  return { protocol: socket.getProtocol() ?? '', issuer: String(name), validTo: valid_to };
}
