/**
 * Protocol Buffers, wire format, as strictly as a signature needs it: fields in the order of their numbers, each at most
 * once, every number in its shortest form, no field that the caller does not know, no field that only says its default.
 * So one message has one encoding: what is read encodes to what came. Repeated and negative fields do not occur here.
 */

import { err, ok, type Result } from '../../lib/result.ts';

export type FieldKind = 'number' | 'bytes';

/** By field number. */
export type Schema = ReadonlyMap<number, FieldKind>;

/** A field that is not there is its default, as proto3 has it. */
export interface Fields {
  readonly number: (field: number) => bigint;
  readonly bytes: (field: number) => Uint8Array;
}

export type ProtobufProblem =
  | 'truncated'
  | 'number_not_minimal'
  | 'number_too_large'
  | 'field_unknown'
  | 'field_order'
  | 'field_type'
  | 'field_default';

interface Cursor {
  readonly bytes: Uint8Array;
  offset: number;
  /** The first problem. Once set, the offset is at the end. */
  problem: ProtobufProblem | undefined;
}

/** Numbers of the chain are signed; none that means anything here is negative. */
const maxNumber = 2n ** 63n - 1n;
const wireTypes: Readonly<Record<FieldKind, bigint>> = { number: 0n, bytes: 2n };
const nothing = new Uint8Array();

export function decodeFields(bytes: Uint8Array, schema: Schema): Result<Fields, ProtobufProblem> {
  const cursor: Cursor = { bytes, offset: 0, problem: undefined };
  const numbers = new Map<number, bigint>();
  const texts = new Map<number, Uint8Array>();
  let last = 0;
  while (cursor.offset < bytes.length) {
    const key = takeVarint(cursor);
    const field = Number(key >> 3n);
    const kind = schema.get(field);
    if (cursor.problem !== undefined) break;
    if (kind === undefined) return err('field_unknown');
    if (wireTypes[kind] !== (key & 7n)) return err('field_type');
    if (field <= last) return err('field_order');
    last = field;
    const value = takeVarint(cursor);
    if (value === 0n) fail(cursor, 'field_default');
    if (kind === 'number') numbers.set(field, value);
    else texts.set(field, takeBytes(cursor, value));
  }
  if (cursor.problem !== undefined) return err(cursor.problem);
  return ok({
    number: (field) => numbers.get(field) ?? 0n,
    bytes: (field) => texts.get(field) ?? nothing,
  });
}

function takeVarint(cursor: Cursor): bigint {
  let value = 0n;
  let shift = 0n;
  for (;;) {
    const byte = cursor.bytes[cursor.offset];
    if (byte === undefined) return fail(cursor, 'truncated');
    cursor.offset += 1;
    value |= BigInt(byte & 0x7f) << shift;
    if (value > maxNumber) return fail(cursor, 'number_too_large');
    if (byte < 0x80) return byte === 0 && shift > 0n ? fail(cursor, 'number_not_minimal') : value;
    shift += 7n;
    if (shift > 63n) return fail(cursor, 'number_too_large');
  }
}

function takeBytes(cursor: Cursor, length: bigint): Uint8Array {
  const end = cursor.offset + Number(length);
  if (end > cursor.bytes.length) {
    fail(cursor, 'truncated');
    return nothing;
  }
  const taken = cursor.bytes.subarray(cursor.offset, end);
  cursor.offset = end;
  return taken;
}

function fail(cursor: Cursor, problem: ProtobufProblem): bigint {
  cursor.problem ??= problem;
  cursor.offset = cursor.bytes.length;
  return 0n;
}
