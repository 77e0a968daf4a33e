/**
 * Entries and folders for tests of the ledger and the audit chain.
 */

import { createSecretKey, hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { RowContent } from '../../src/audit/row.ts';
import type { Entry } from '../../src/ledger/ledger.ts';

export const bodyKey = createSecretKey(Buffer.alloc(32, 7));
export const otherBodyKey = createSecretKey(Buffer.alloc(32, 8));

export function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}

/** A decision about request `r-1`; `body` is what was received. */
export function rowContent(changes: Partial<RowContent> = {}, body = 'body'): RowContent {
  return {
    at: '2026-03-01T10:00:00.000Z',
    kind: 'decision',
    path: 'transaction',
    stage: 'signing',
    requestId: 'r-1',
    signerId: 'signer-1',
    cosigner: 'cosigner-1',
    cosignerKey: 'key-1',
    mode: 'jwt',
    payloadSha256: sha256('payload'),
    bodySha256: sha256(body),
    bodySensitive: false,
    policySha256: sha256('policy'),
    action: 'APPROVE',
    reason: 'permitted',
    answer: 'header.payload.signature',
    answerKey: 'answer-key-1',
    ...changes,
  };
}

export function entry(changes: Partial<RowContent> = {}, body = 'body'): Entry {
  return { row: rowContent(changes, body), body: Buffer.from(body) };
}

export const hold = { action: 'RETRY', reason: 'policy_hold', heldUntil: 1_800_000_000_000 } as const;

/** A path for a ledger in a folder that goes with the test. */
export function ledgerPath(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return join(folder, 'ledger.db');
}
