/**
 * JSON as strict as a signed request needs it (RFC 8259, narrowed): valid UTF-8, no duplicate member names, no
 * `__proto__`, bounded depth, no lone surrogates. Size is the caller's limit; the text is scanned once for shape before
 * `JSON.parse` builds anything.
 *
 * Duplicates are found by counting: the text has as many members as there are colons outside strings, and
 * `JSON.parse` keeps one member per name, so a difference means that a name came twice. Escapes cannot hide one, since
 * the names that are counted are the decoded ones.
 */

import { err, ok, type Result } from './result.ts';

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

export type JsonProblem =
  | 'json_not_utf8'
  | 'json_too_deep'
  | 'json_malformed'
  | 'json_duplicate_member'
  | 'json_forbidden_member'
  | 'json_lone_surrogate';

/** Captured requests nest 5 deep; a matched policy rule is text, not structure. */
export const maxJsonDepth = 32;

/** `value` is what could be read in spite of the problem: for finding the id of a request that is refused. */
export interface JsonFailure {
  readonly problem: JsonProblem;
  readonly value: JsonValue | undefined;
}

// A byte order mark is kept, and so refused as malformed.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function parseJson(bytes: Uint8Array): Result<JsonValue, JsonFailure> {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return err({ problem: 'json_not_utf8', value: undefined });
  }
  return parseJsonText(text);
}

/** The same for JSON that came as text inside JSON. */
export function parseJsonText(text: string): Result<JsonValue, JsonFailure> {
  const members = countMembers(text);
  if (members === 'too_deep') return err({ problem: 'json_too_deep', value: undefined });
  let value: JsonValue;
  try {
    value = JSON.parse(text);
  } catch {
    return err({ problem: 'json_malformed', value: undefined });
  }
  const walk: Walk = { members: 0, problem: undefined };
  visit(value, walk);
  if (walk.problem !== undefined) return err({ problem: walk.problem, value });
  if (walk.members !== members) return err({ problem: 'json_duplicate_member', value });
  return ok(value);
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** Colons outside strings. Right for well-formed text only; for any other the count is never used. */
function countMembers(text: string): number | 'too_deep' {
  let members = 0;
  let depth = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === quote) {
      i += 1;
      while (i < text.length && text.charCodeAt(i) !== quote) i += text.charCodeAt(i) === backslash ? 2 : 1;
    } else if (code === colon) {
      members += 1;
    } else if (code === openBrace || code === openBracket) {
      depth += 1;
      if (depth > maxJsonDepth) return 'too_deep';
    } else if (code === closeBrace || code === closeBracket) {
      depth -= 1;
    }
  }
  return members;
}

interface Walk {
  members: number;
  /** The first one found. */
  problem: JsonProblem | undefined;
}

/** Recursion is bounded: the scan has refused what is deeper than `maxJsonDepth`. */
function visit(value: JsonValue, walk: Walk): void {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) walk.problem ??= 'json_lone_surrogate';
  } else if (Array.isArray(value)) {
    for (const item of value) visit(item, walk);
  } else if (isJsonObject(value)) {
    for (const name of Object.keys(value)) {
      walk.members += 1;
      if (name === '__proto__') walk.problem ??= 'json_forbidden_member';
      if (!name.isWellFormed()) walk.problem ??= 'json_lone_surrogate';
      visit(value[name] ?? null, walk);
    }
  }
}
