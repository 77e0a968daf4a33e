/**
 * Reading bytes from front to back, little-endian, without ever throwing: the first problem is kept and everything read
 * behind it is zeros, so that only the end of a reading has to ask. Knows nothing of what is read.
 */

export interface Cursor {
  readonly bytes: Buffer;
  offset: number;
  /** The first problem. Once set, the offset is at the end. */
  problem: CursorProblem | undefined;
}

export type CursorProblem =
  | 'truncated'
  | 'trailing_bytes'
  | 'length_not_minimal'
  | 'length_too_large'
  | 'option_unknown'
  | 'not_text';

export function openCursor(bytes: Uint8Array): Cursor {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return { bytes: buffer, offset: 0, problem: undefined };
}

export function fail(cursor: Cursor, problem: CursorProblem): void {
  cursor.problem ??= problem;
  cursor.offset = cursor.bytes.length;
}

/** Bytes of a length that the reader knows; zeros where they are not there. */
export function takeFixed(cursor: Cursor, length: number): Buffer {
  const end = cursor.offset + length;
  if (end > cursor.bytes.length) {
    fail(cursor, 'truncated');
    return Buffer.alloc(length);
  }
  const taken = cursor.bytes.subarray(cursor.offset, end);
  cursor.offset = end;
  return taken;
}

/** Bytes of a length that the sender names: nothing is allocated for what is not there. */
export function takeCounted(cursor: Cursor, length: number): Buffer {
  if (length <= cursor.bytes.length - cursor.offset) return takeFixed(cursor, length);
  fail(cursor, 'truncated');
  return cursor.bytes.subarray(0, 0);
}

export function takeByte(cursor: Cursor): number {
  return takeFixed(cursor, 1).readUInt8();
}

/** Three bytes of seven bits hold what fits into sixteen; Solana calls it compact-u16 or shortvec. */
export function takeCompactU16(cursor: Cursor): number {
  let value = 0;
  for (const shift of [0, 7, 14]) {
    const byte = takeByte(cursor);
    value += (byte & 0x7f) << shift;
    if (byte >= 0x80) continue;
    if (byte === 0 && shift > 0) fail(cursor, 'length_not_minimal');
    if (value > 0xffff) fail(cursor, 'length_too_large');
    return value;
  }
  fail(cursor, 'length_too_large');
  return 0;
}

/** A list behind its compact-u16 length; it ends early at the first problem. */
export function takeList<Item>(cursor: Cursor, takeItem: (cursor: Cursor) => Item): readonly Item[] {
  const length = takeCompactU16(cursor);
  const items: Item[] = [];
  while (items.length < length && cursor.problem === undefined) items.push(takeItem(cursor));
  return items;
}

/** To be asked last: what is wrong, bytes behind the end included. */
export function problemOf(cursor: Cursor): CursorProblem | undefined {
  if (cursor.offset !== cursor.bytes.length) fail(cursor, 'trailing_bytes');
  return cursor.problem;
}
