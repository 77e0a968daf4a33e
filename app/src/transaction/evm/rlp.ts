/**
 * Recursive Length Prefix (Ethereum Yellow Paper, appendix B): byte strings and lists of them. Each value has one
 * encoding; a second spelling of it (a longer length than needed, a prefix before a small byte) is refused, and so are
 * bytes behind the value. Knows nothing of transactions.
 */

import { err, ok, type Result } from '../../lib/result.ts';

export type RlpItem = Uint8Array | readonly RlpItem[];

export type RlpProblem = 'rlp_truncated' | 'rlp_trailing_bytes' | 'rlp_too_deep' | 'rlp_not_minimal';

/** A transaction's access list nests lists three deep inside the transaction's own; nothing needs more. */
export const maxRlpDepth = 4;

/** Content of up to this many bytes has its length in the first byte. */
const maxShortLength = 55;

export function decodeRlp(bytes: Uint8Array): Result<RlpItem, RlpProblem> {
  const cursor: Cursor = { bytes, offset: 0, problem: undefined };
  const item = readItem(cursor, bytes.length, 0);
  if (cursor.problem !== undefined) return err(cursor.problem);
  return cursor.offset === bytes.length ? ok(item) : err('rlp_trailing_bytes');
}

interface Cursor {
  readonly bytes: Uint8Array;
  offset: number;
  /** The first problem. Once set, the offset is at the end and everything read is empty. */
  problem: RlpProblem | undefined;
}

const nothing = new Uint8Array();

/** Reads one item that ends at `end` or before. */
function readItem(cursor: Cursor, end: number, depth: number): RlpItem {
  const first = cursor.bytes[cursor.offset];
  if (first === undefined) return fail(cursor, 'rlp_truncated');
  if (first < 0x80) return take(cursor, 1, end);
  cursor.offset += 1;
  if (first < 0xc0) {
    const content = take(cursor, readLength(cursor, first - 0x80, end), end);
    return isOwnEncoding(content) ? fail(cursor, 'rlp_not_minimal') : content;
  }
  if (depth === maxRlpDepth) return fail(cursor, 'rlp_too_deep');
  const length = readLength(cursor, first - 0xc0, end);
  const listEnd = cursor.offset + length;
  if (listEnd > end) return fail(cursor, 'rlp_truncated');
  const items: RlpItem[] = [];
  while (cursor.offset < listEnd) items.push(readItem(cursor, listEnd, depth + 1));
  return items;
}

/** `code` is the first byte without its kind: the length itself, or 55 and the number of bytes that hold it. */
function readLength(cursor: Cursor, code: number, end: number): number {
  if (code <= maxShortLength) return code;
  const size = take(cursor, code - maxShortLength, end);
  // Eight bytes can pass 2^53 here; such a length is beyond any end, so its exact value does not matter.
  const length = size.reduce((total, byte) => total * 256 + byte, 0);
  if (length <= maxShortLength || size[0] === 0) fail(cursor, 'rlp_not_minimal');
  return length;
}

function take(cursor: Cursor, length: number, end: number): Uint8Array {
  if (cursor.offset + length > end) return fail(cursor, 'rlp_truncated');
  const content = cursor.bytes.subarray(cursor.offset, cursor.offset + length);
  cursor.offset += length;
  return content;
}

function fail(cursor: Cursor, problem: RlpProblem): Uint8Array {
  cursor.problem ??= problem;
  cursor.offset = cursor.bytes.length;
  return nothing;
}

export function encodeRlp(item: RlpItem): Uint8Array {
  const target = Buffer.allocUnsafe(encodedLength(item));
  write(item, target, 0);
  return target;
}

/** Integers are their shortest big-endian bytes; zero is no bytes at all. */
export function integerToBytes(value: bigint): Uint8Array {
  if (value === 0n) return nothing;
  const digits = value.toString(16);
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
}

function encodedLength(item: RlpItem): number {
  if (item instanceof Uint8Array && isOwnEncoding(item)) return 1;
  const length = contentLength(item);
  return prefixLength(length) + length;
}

function contentLength(item: RlpItem): number {
  if (item instanceof Uint8Array) return item.length;
  return item.reduce((total, inner) => total + encodedLength(inner), 0);
}

function prefixLength(length: number): number {
  return length <= maxShortLength ? 1 : 1 + integerToBytes(BigInt(length)).length;
}

/** Writes the item at `offset` and returns the offset behind it. */
function write(item: RlpItem, target: Buffer, offset: number): number {
  if (item instanceof Uint8Array) {
    const start = isOwnEncoding(item) ? offset : writePrefix(item.length, 0x80, target, offset);
    target.set(item, start);
    return start + item.length;
  }
  let next = writePrefix(contentLength(item), 0xc0, target, offset);
  for (const inner of item) next = write(inner, target, next);
  return next;
}

function writePrefix(length: number, kind: number, target: Buffer, offset: number): number {
  if (length <= maxShortLength) return target.writeUInt8(kind + length, offset);
  const size = integerToBytes(BigInt(length));
  target.writeUInt8(kind + maxShortLength + size.length, offset);
  target.set(size, offset + 1);
  return offset + 1 + size.length;
}

/** A single byte below 0x80 is written without a prefix. */
function isOwnEncoding(bytes: Uint8Array): boolean {
  const [only] = bytes;
  return bytes.length === 1 && only !== undefined && only < 0x80;
}
