/**
 * Reads the fields of one JSON object, strictly and once. Every reader either returns a value of the right type or notes
 * the first denial and returns a stand-in; the stand-ins never get out, because `readWhole` gives back the denial
 * instead of the value. Unknown fields are noted by name. Knows no field names of its own: those are the
 * callers', who always pass literals (so that names inherited from Object.prototype are never asked for).
 *
 * Absent means: not there, null, or (texts only) empty.
 */

import { type Denial, deny, type RefusalReason } from '../decision/denial.ts';
import { type Decimal, parseDecimal } from '../lib/decimal.ts';
import { isJsonObject, type JsonObject, type JsonValue, parseJsonText } from '../lib/json.ts';
import { err, ok, type Result } from '../lib/result.ts';
import {
  maxIdCharacters,
  maxShownCharacters,
  maxUnknownFieldCharacters,
  maxUnknownFields,
} from './limits.ts';

/** From space to tilde. */
const printableAscii = new RegExp(`^[ -~]{1,${maxIdCharacters}}$`);

/** One object being read. */
export interface Fields {
  readonly object: JsonObject;
  /** Where the object stands in the request: empty, or a prefix like `destinations[3].`. */
  readonly path: string;
  readonly asked: Set<string>;
  readonly findings: Findings;
}

interface Findings {
  denial: Denial | undefined;
  readonly unknown: Set<string>;
}

/** Runs `read` over a request object; the value counts only when no reader had anything to object to. */
export function readWhole<T>(object: JsonObject, read: (fields: Fields) => T): Result<T, Denial> {
  const findings: Findings = { denial: undefined, unknown: new Set() };
  const value = read({ object, path: '', asked: new Set(), findings });
  return findings.denial === undefined ? ok(value) : err(findings.denial);
}

/** Notes a denial; only the first one of a request counts. */
export function refuse(fields: Fields, reason: RefusalReason, field: string, problem?: string): void {
  const where = { field: `${fields.path}${field}` };
  fields.findings.denial ??= deny(reason, problem === undefined ? where : { ...where, problem });
}

/** The field's value as it came, undefined where absent. */
export function readValue(fields: Fields, field: string): JsonValue | undefined {
  fields.asked.add(field);
  return fields.object[field] ?? undefined;
}

/** Names of every field of this object, and of those inside it, that no reader has asked for. Call it last. */
export function listUnknownFields(fields: Fields): readonly string[] {
  noteUnknownFields(fields);
  return [...fields.findings.unknown].sort();
}

export function readText(fields: Fields, field: string, maxCharacters: number): string | undefined {
  const value = readValue(fields, field);
  if (value === undefined || value === '') return undefined;
  return checkText(fields, field, value, maxCharacters);
}

export function readRequiredText(fields: Fields, field: string, maxCharacters: number): string {
  const value = readValue(fields, field);
  if (value === undefined) refuse(fields, 'request_field_missing', field);
  else if (value === '') refuse(fields, 'request_field_invalid', field, 'empty');
  return checkText(fields, field, value ?? '', maxCharacters);
}

/** True for text that can be an id: 1 to 256 characters from space to tilde, so no control characters, all ASCII. */
export function isId(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && printableAscii.test(value);
}

export function readRequiredId(fields: Fields, field: string): string {
  const text = readRequiredText(fields, field, maxIdCharacters);
  if (!printableAscii.test(text)) refuse(fields, 'request_field_invalid', field, 'not_printable_ascii');
  return text;
}

/** An id that must be there but may be empty: the id of a one-time address. */
export function readIdOrEmpty(fields: Fields, field: string): string {
  return readValue(fields, field) === '' ? '' : readRequiredId(fields, field);
}

/** One of a closed set: anything else is refused, whatever it may come to mean. */
export function readMember<T extends string>(
  fields: Fields,
  field: string,
  members: readonly T[],
): T | undefined {
  const text = readText(fields, field, maxIdCharacters);
  const member = members.find((candidate) => candidate === text);
  if (member === undefined && text !== undefined) {
    const found = text.slice(0, maxShownCharacters).toWellFormed();
    fields.findings.denial ??= deny('request_value_unknown', { field: `${fields.path}${field}`, found });
  }
  return member;
}

export function readRequiredMember<T extends string>(
  fields: Fields,
  field: string,
  members: readonly [T, ...T[]],
): T {
  const member = readMember(fields, field, members);
  if (member === undefined) refuse(fields, 'request_field_missing', field);
  return member ?? members[0];
}

/** An exact amount in the `*Str` style: a plain non-negative decimal as text. */
export function readAmount(fields: Fields, field: string): Decimal | undefined {
  const value = readValue(fields, field);
  if (value === undefined) return undefined;
  const amount = typeof value === 'string' ? parseDecimal(value) : err('not_text');
  if (amount.ok) return amount.value;
  refuse(fields, 'request_field_invalid', field, amount.error);
  return undefined;
}

export function readRequiredAmount(fields: Fields, field: string): Decimal {
  const amount = readAmount(fields, field);
  if (amount === undefined) refuse(fields, 'request_field_missing', field);
  return amount ?? { units: 0n, scale: 0 };
}

/** A float that says something for people: never below zero, never infinite (`1e999` is a number to JSON). */
export function readEstimate(fields: Fields, field: string): number | undefined {
  const value = readValue(fields, field);
  if (value === undefined) return undefined;
  if (typeof value === 'number' && value >= 0 && Number.isFinite(value)) return value;
  refuse(fields, 'request_field_invalid', field, 'not_a_finite_number');
  return undefined;
}

export function readObject(fields: Fields, field: string): JsonObject | undefined {
  const value = readValue(fields, field);
  if (value === undefined || isJsonObject(value)) return value;
  refuse(fields, 'request_field_invalid', field, 'not_an_object');
  return undefined;
}

/** JSON as text: parsed as strictly as the request itself. */
export function readJsonText(
  fields: Fields,
  field: string,
  maxCharacters: number,
): { readonly text: string; readonly value: JsonValue } | undefined {
  const text = readText(fields, field, maxCharacters);
  if (text === undefined) return undefined;
  const parsed = parseJsonText(text);
  if (parsed.ok) return { text, value: parsed.value };
  refuse(fields, 'request_field_invalid', field, parsed.error.problem);
  return undefined;
}

/** The elements of an array, each read by `read`. Undefined where absent. */
export function readItems<T>(
  fields: Fields,
  field: string,
  maxItems: number,
  read: (item: JsonValue, place: string) => T,
): readonly T[] | undefined {
  const value = readValue(fields, field);
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) {
    refuse(fields, 'request_field_invalid', field, 'not_an_array');
    return undefined;
  }
  if (value.length > maxItems) {
    refuse(fields, 'request_too_many_items', field, `more_than_${maxItems}`);
    return undefined;
  }
  return value.map((item, index) => read(item, `${field}[${index}]`));
}

/** Reads an object inside the request. Its unknown fields are noted when `read` is done. */
export function readInside<T>(
  fields: Fields,
  value: JsonValue,
  place: string,
  read: (inside: Fields) => T,
): T {
  const isObject = isJsonObject(value);
  if (!isObject) refuse(fields, 'request_field_invalid', place, 'not_an_object');
  const inside: Fields = {
    object: isObject ? value : {},
    path: `${fields.path}${place}.`,
    asked: new Set(),
    findings: fields.findings,
  };
  const result = read(inside);
  noteUnknownFields(inside);
  return result;
}

function noteUnknownFields(fields: Fields): void {
  const { unknown } = fields.findings;
  for (const name of Object.keys(fields.object)) {
    if (fields.asked.has(name) || unknown.size >= maxUnknownFields) continue;
    const place = fields.path.replace(/[0-9]+/g, '');
    unknown.add(place + name.slice(0, maxUnknownFieldCharacters).toWellFormed());
  }
}

function checkText(fields: Fields, field: string, value: JsonValue, maxCharacters: number): string {
  if (typeof value !== 'string') {
    refuse(fields, 'request_field_invalid', field, 'not_text');
    return '';
  }
  if (value.length > maxCharacters) refuse(fields, 'request_field_invalid', field, 'too_long');
  return value;
}
