/**
 * Checkpoints tie the chains together: a signed statement of where every chain ends at a moment. What is signed is
 *
 *   "callback-handler checkpoint 1\n" || statement          RS256, or ES256 as r || s; the statement is JSON text
 *
 * so a signature can never be taken for an answer's. A task's checkpoints name one another by hash; each is a row of the
 * ledger and, where there is a bucket, an object that nobody can overwrite. Pure.
 */

import { hash, type KeyObject, verify } from 'node:crypto';
import { isJsonObject, parseJsonText } from '../lib/json.ts';
import type { Head } from './chain.ts';
import { type CheckpointContent, isSha256Hex } from './row.ts';

/** A checkpoint as it is kept and verified. */
export type Checkpoint = Omit<CheckpointContent, 'at' | 'kind'>;

export interface Statement {
  /** Names the run of the task whose checkpoints these are. */
  readonly series: string;
  /** 1, 2, 3 ... within the series. */
  readonly number: number;
  readonly at: string;
  /** SHA-256 of the series' statement before, lower-case hex; 64 zeros for the first. */
  readonly previous: string;
  /** By writer. */
  readonly heads: ReadonlyMap<string, Head>;
}

export const noStatement = '0'.repeat(64);

export function statementText({ series, number, at, previous, heads }: Statement): string {
  const sorted = [...heads].sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify({
    series,
    number,
    at,
    previous,
    heads: sorted.map(([writer, { seq, hash }]) => [writer, seq, hash]),
  });
}

export function hashStatement(text: string): string {
  return hash('sha256', text, 'hex');
}

export function bytesToSign(text: string): Buffer {
  return Buffer.from(`callback-handler checkpoint 1\n${text}`);
}

/** Undefined for anything that `statementText` did not write. */
export function parseStatement(text: string): Statement | undefined {
  const parsed = parseJsonText(text);
  if (!parsed.ok || !isJsonObject(parsed.value)) return undefined;
  const { series, number, at, previous, heads } = parsed.value;
  if (typeof series !== 'string' || typeof number !== 'number' || typeof at !== 'string') return undefined;
  if (!isSha256Hex(previous) || !Array.isArray(heads)) return undefined;
  const known = new Map<string, Head>();
  for (const head of heads) {
    if (!Array.isArray(head)) return undefined;
    const [writer, seq, rowHash] = head;
    if (typeof writer !== 'string' || typeof seq !== 'number' || !isSha256Hex(rowHash)) return undefined;
    known.set(writer, { seq, hash: rowHash });
  }
  return { series, number, at, previous, heads: known };
}

/** Whether the signature is this key's over this statement. */
export function isSignedBy({ statement, algorithm, signature }: Checkpoint, publicKey: KeyObject): boolean {
  if (algorithm !== 'RS256' && algorithm !== 'ES256') return false;
  const key = algorithm === 'ES256' ? ({ key: publicKey, dsaEncoding: 'ieee-p1363' } as const) : publicKey;
  return verify('sha256', bytesToSign(statement), key, Buffer.from(signature, 'base64url'));
}
