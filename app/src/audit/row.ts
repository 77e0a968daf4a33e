/**
 * One row of the audit chain. `RowContent` is what happened; `ChainedRow` adds its place. The hashed bytes are the
 * UTF-8 text of the row's JSON exactly as stored, so that verifying needs no canonical form:
 *
 *   hash = SHA-256( previous hash (32 bytes) || text )        first previous = 32 zero bytes
 *
 * The body is bound through `bodySha256`, so a row verifies also where the body is encrypted or left out.
 */

import type { Action } from '../decision/decision.ts';
import type { DenialDetail } from '../decision/denial.ts';
import type { JsonObject, JsonValue } from '../lib/json.ts';
import { err, ok, type Result } from '../lib/result.ts';
import type { Trace } from '../policy/verdict.ts';

export interface RowContent {
  /** ISO 8601 UTC with milliseconds. */
  readonly at: string;
  readonly kind: 'decision' | 'after_hold' | 'changed_request';
  readonly path: 'transaction' | 'configuration_change';
  readonly stage: 'approval' | 'signing' | 'unread';
  readonly requestId: string;
  readonly signerId: string;
  readonly txId?: string;
  readonly cosigner: string;
  readonly cosignerKey: string;
  readonly mode: 'jwt' | 'json';
  readonly payloadSha256: string;
  /** SHA-256 of the HTTP body, lower-case hex. */
  readonly bodySha256: string;
  /** True when the body holds secrets of third parties and must not be exported (configuration changes). */
  readonly bodySensitive: boolean;
  readonly policySha256: string;
  readonly action: Action;
  readonly reason: string;
  readonly detail?: DenialDetail;
  /** Declared fields worth reading without the body. Never a secret. */
  readonly declared?: JsonObject;
  readonly evidence?: string;
  readonly facts?: JsonValue;
  readonly trace?: Trace;
  readonly unknownFields?: readonly string[];
  /** A one-use exception for this payload was used up by this decision. */
  readonly excepted?: true;
  /** The HTTP body of the answer. */
  readonly answer: string;
  readonly answerKey: string;
  /** For a hold: milliseconds since the epoch after which it is rejected. */
  readonly heldUntil?: number;
}

/**
 * A row that answers no question: what an operator did to the ledger (`control`), or the heads of all chains at a
 * moment, signed (`checkpoint`). It has no body.
 */
export type NoteContent = ControlContent | CheckpointContent;

export interface ControlContent {
  readonly at: string;
  readonly kind: 'control';
  /** What was set: a pause, an exception, a price. `null` ends it. */
  readonly changes: readonly { readonly key: string; readonly value: JsonObject | null }[];
  /** Who, and why, in their own words. */
  readonly by: string;
  readonly why: string;
}

export interface CheckpointContent {
  readonly at: string;
  readonly kind: 'checkpoint';
  /** The exact JSON text that was signed (`checkpoint.ts`). */
  readonly statement: string;
  /** Fingerprint of the key. */
  readonly signedBy: string;
  readonly algorithm: string;
  /** base64url. */
  readonly signature: string;
}

/** A row with its place in the chain, as stored and exported. */
export interface ChainedRow {
  /** 1, 2, 3 ... without gaps. */
  readonly seq: number;
  /** Exact JSON text of `{seq, writer, ...RowContent}`: the hashed bytes. */
  readonly text: string;
  /** Lower-case hex. */
  readonly previous: string;
  readonly hash: string;
}

/** A row with the request's HTTP body, as an auditor reads it. */
export interface StoredRow extends ChainedRow {
  /** Absent where it was left out or no key was given; `unreadable` where the stored bytes do not decrypt. */
  readonly body?: Uint8Array | 'unreadable';
}

/** What a row's text must hold for the ledger to answer from it and for the audit to check it. */
export type RowFields = { readonly seq: number; readonly writer: string } & Pick<
  RowContent,
  | 'at'
  | 'kind'
  | 'path'
  | 'stage'
  | 'requestId'
  | 'signerId'
  | 'payloadSha256'
  | 'bodySha256'
  | 'bodySensitive'
  | 'action'
  | 'reason'
  | 'answer'
  | 'answerKey'
  | 'heldUntil'
>;

export type NoteFields = { readonly seq: number; readonly writer: string } & NoteContent;

export function isNote(fields: RowFields | NoteFields): fields is NoteFields {
  return fields.kind === 'control' || fields.kind === 'checkpoint';
}

/** Reads a row's text. Fields that nobody decides on (facts, trace) are not looked at. */
export function parseRowText(text: string): Result<RowFields | NoteFields, 'row_unreadable'> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err('row_unreadable');
  }
  return isRowFields(value) || isNoteFields(value) ? ok(value) : err('row_unreadable');
}

const checks: { readonly [Name in keyof Required<RowFields>]: (value: unknown) => boolean } = {
  seq: isCount,
  writer: isText,
  at: isText,
  kind: isOneOf(['decision', 'after_hold', 'changed_request'] satisfies RowContent['kind'][]),
  path: isOneOf(['transaction', 'configuration_change'] satisfies RowContent['path'][]),
  stage: isOneOf(['approval', 'signing', 'unread'] satisfies RowContent['stage'][]),
  requestId: isText,
  signerId: isText,
  payloadSha256: isSha256Hex,
  bodySha256: isSha256Hex,
  bodySensitive: (value) => typeof value === 'boolean',
  action: isOneOf(['APPROVE', 'REJECT', 'RETRY', 'IGNORE'] satisfies Action[]),
  reason: isText,
  answer: isText,
  answerKey: isText,
  heldUntil: (value) => value === undefined || isCount(value),
};
const checkedFields = Object.entries(checks);

function isRowFields(value: unknown): value is RowFields {
  if (typeof value !== 'object' || value === null) return false;
  return checkedFields.every(([name, check]) => check(Reflect.get(value, name)));
}

const noteChecks = {
  control: { seq: isCount, writer: isText, at: isText, changes: isControlChanges, by: isText, why: isText },
  checkpoint: {
    seq: isCount,
    writer: isText,
    at: isText,
    statement: isText,
    signedBy: isText,
    algorithm: isText,
    signature: isText,
  },
} satisfies Record<NoteContent['kind'], Readonly<Record<string, (value: unknown) => boolean>>>;

function isNoteFields(value: unknown): value is NoteFields {
  if (typeof value !== 'object' || value === null) return false;
  const kind: unknown = Reflect.get(value, 'kind');
  if (kind !== 'control' && kind !== 'checkpoint') return false;
  return Object.entries(noteChecks[kind]).every(([name, check]) => check(Reflect.get(value, name)));
}

function isControlChanges(value: unknown): boolean {
  const isChange = (one: unknown): boolean =>
    typeof one === 'object' &&
    one !== null &&
    isText(Reflect.get(one, 'key')) &&
    isObject(Reflect.get(one, 'value'));
  return Array.isArray(value) && value.every(isChange);
}

/** `null` is one. */
function isObject(value: unknown): boolean {
  return typeof value === 'object' && !Array.isArray(value);
}

const sha256Hex = /^[0-9a-f]{64}$/;

export function isSha256Hex(value: unknown): value is string {
  return typeof value === 'string' && sha256Hex.test(value);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isOneOf(names: readonly string[]): (value: unknown) => boolean {
  return (value) => names.some((name) => name === value);
}
