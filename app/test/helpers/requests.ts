/**
 * Requests for tests: authentic bytes around any body, and the published signing sample with parts of it replaced.
 */

import { readFileSync } from 'node:fs';
import { seal } from '../../src/lib/sealed.ts';
import { parseRequest } from '../../src/request/parse.ts';
import type { Request, TransactionRequest } from '../../src/request/request.ts';
import type { AuthenticBytes, AuthenticBytesFields } from '../../src/token/authentic.ts';

/** A JSON object that a test may change. */
export type Wire = Record<string, unknown>;

export interface EthereumSample {
  readonly payload: Wire & { destinations: Wire[]; rawTx: Wire[] };
  readonly facts: Readonly<Record<string, string>>;
}

export const sampleSigner = 'b32dcef4-69e8-42e7-aafb-2f58f92d5bfe';

export function readVector(name: string): string {
  return readFileSync(new URL(`../vectors/${name}`, import.meta.url), 'utf8');
}

/** A fresh copy of the published ETH signing sample, with a `signerId`. */
export function ethereumSample(): EthereumSample {
  const vector: EthereumSample = JSON.parse(readVector('ethereum-eip1559-signing.json'));
  vector.payload['signerId'] = sampleSigner;
  return vector;
}

/** The sample with top-level fields replaced; `undefined` leaves a field out. */
export function sampleWith(changes: Wire): Wire {
  return { ...ethereumSample().payload, ...changes };
}

/** The sample with fields of its only destination replaced. */
export function sampleWithDestination(changes: Wire): Wire {
  const { payload } = ethereumSample();
  return { ...payload, destinations: [{ ...payload.destinations[0], ...changes }] };
}

/** The sample with fields of its only raw transaction replaced. */
export function sampleWithRaw(changes: Wire): Wire {
  const { payload } = ethereumSample();
  return { ...payload, rawTx: [{ ...payload.rawTx[0], ...changes }] };
}

/** What authentication would hand on for this body. */
export function authentic(body: string | Uint8Array | Wire): AuthenticBytes {
  const payload =
    body instanceof Uint8Array ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const fields: AuthenticBytesFields = {
    payload,
    body: payload,
    payloadSha256: '0'.repeat(64),
    cosigner: 'cosigner-a',
    cosignerKey: 'key-1',
    mode: 'jwt',
  };
  return seal<'AuthenticBytes', AuthenticBytesFields>(fields);
}

/** Parses what a test knows to be a good request. */
export function mustParse(path: Request['kind'], body: string | Uint8Array | Wire): Request {
  const parsed = parseRequest(path, authentic(body));
  if (!parsed.ok) throw new Error(`not a request: ${JSON.stringify(parsed.error)}`);
  return parsed.value;
}

export function mustParseTransaction(body: string | Uint8Array | Wire): TransactionRequest {
  const request = mustParse('transaction', body);
  if (request.kind !== 'transaction') throw new Error('not a transaction');
  return request;
}
