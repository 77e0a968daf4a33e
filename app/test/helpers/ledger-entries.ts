/**
 * Entries and folders for tests of the ledger and the audit chain.
 */

import { createSecretKey, hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { RowContent } from '../../src/audit/row.ts';
import type { Claim, Draw } from '../../src/ledger/claim.ts';
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

/** Noon of 2026-03-01. */
export const noon = Date.UTC(2026, 2, 1, 12);
export const hour = 3_600_000;

export function draw(counter: string, asked: bigint, cap: bigint, until = noon + 24 * hour): Draw {
  return { counter, asked, cap, until };
}

/** An approval of transaction `tx-1` at noon, which gives back at two o'clock. */
export function claimOf(draws: readonly Draw[], changes: Partial<Claim> = {}): Claim {
  return {
    txId: 'tx-1',
    now: noon,
    confirms: false,
    releaseAt: noon + 2 * hour,
    draws,
    firsts: [],
    ...changes,
  };
}

/** An entry of a question of its own, with a claim. */
export function claiming(requestId: string, claim: Claim, changes: Partial<RowContent> = {}): Entry {
  return { ...entry({ requestId, ...changes }), claim };
}
