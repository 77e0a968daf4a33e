/**
 * Calldata to values, strictly: every value has the one encoding that compilers produce. Offsets point at exactly the place
 * behind what came before, high bits and padding are zero, nothing is left over, nothing is pointed at twice. So what
 * is accepted encodes to itself, and no value is larger than its bytes.
 */

import { encodeHex } from '../../lib/hex.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { AbiParameter, AbiType } from './abi.ts';

/** `bytes` are bytes; fixed bytes and addresses are lower-case hex with 0x. */
export type AbiValue = bigint | string | boolean | Uint8Array | readonly AbiValue[];

export type AbiProblem = 'abi_truncated' | 'abi_not_canonical';

const word = 32;

/** `bytes` is calldata without its selector. */
export function decodeAbi(
  parameters: readonly AbiParameter[],
  bytes: Uint8Array,
): Result<readonly AbiValue[], AbiProblem> {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const cursor: Cursor = { data, tail: 0, problem: undefined };
  const values = readSequence(
    cursor,
    parameters.map(({ type }) => type),
    0,
  );
  if (cursor.problem !== undefined) return err(cursor.problem);
  return cursor.tail === data.length ? ok(values) : err('abi_not_canonical');
}

interface Cursor {
  readonly data: Buffer;
  /** Behind everything that was read. */
  tail: number;
  /** The first problem; then nothing that was read may be used. */
  problem: AbiProblem | undefined;
}

function fail(cursor: Cursor, problem: AbiProblem): void {
  cursor.problem ??= problem;
}

/** Values one after another from `base`, the dynamic ones behind all the others. */
function readSequence(cursor: Cursor, types: readonly AbiType[], base: number): readonly AbiValue[] {
  const values: AbiValue[] = [];
  let at = base;
  cursor.tail = base + word * types.reduce((sum, { words }) => sum + words, 0);
  if (cursor.tail > cursor.data.length) fail(cursor, 'abi_truncated');
  for (const type of types) {
    if (cursor.problem !== undefined) break;
    if (type.dynamic) {
      if (readInteger(cursor, at) !== BigInt(cursor.tail - base)) fail(cursor, 'abi_not_canonical');
      else values.push(readDynamic(cursor, type));
    } else {
      values.push(readStatic(cursor, type, at));
    }
    at += word * type.words;
  }
  return values;
}

/** A value at the tail, which moves behind it. */
function readDynamic(cursor: Cursor, type: AbiType): AbiValue {
  switch (type.kind) {
    case 'array': {
      const { length, item } = type;
      if (length !== undefined) return readSequence(cursor, repeat(item, length), cursor.tail);
      const count = readLength(cursor, item.words * word);
      return readSequence(cursor, repeat(item, count), cursor.tail);
    }
    case 'tuple':
      return readSequence(
        cursor,
        type.members.map((member) => member.type),
        cursor.tail,
      );
    default: {
      const content = readContent(cursor);
      if (type.kind !== 'bytes' || !type.isText) return content;
      const text = content.toString('utf8');
      if (!Buffer.from(text).equals(content)) fail(cursor, 'abi_not_canonical');
      return text;
    }
  }
}

function repeat(item: AbiType, count: number): readonly AbiType[] {
  return Array<AbiType>(count).fill(item);
}

/** The length at the tail, of something that needs `size` bytes for each. No more than the bytes have room for. */
function readLength(cursor: Cursor, size: number): number {
  const at = cursor.tail;
  cursor.tail += word;
  if (cursor.tail > cursor.data.length) {
    fail(cursor, 'abi_truncated');
    return 0;
  }
  const length = readInteger(cursor, at);
  if (length * BigInt(size) <= BigInt(cursor.data.length - cursor.tail)) return Number(length);
  fail(cursor, 'abi_truncated');
  return 0;
}

function readContent(cursor: Cursor): Buffer {
  const length = readLength(cursor, 1);
  const start = cursor.tail;
  cursor.tail = start + Math.ceil(length / word) * word;
  if (cursor.tail > cursor.data.length) fail(cursor, 'abi_truncated');
  else if (!isZero(cursor.data, start + length, cursor.tail)) fail(cursor, 'abi_not_canonical');
  return cursor.data.subarray(start, start + length);
}

/** All bytes of a static value are there. */
function readStatic(cursor: Cursor, type: AbiType, at: number): AbiValue {
  const { data } = cursor;
  switch (type.kind) {
    case 'uint':
      if (!isZero(data, at, at + word - type.bits / 8)) fail(cursor, 'abi_not_canonical');
      return readInteger(cursor, at);
    case 'int': {
      const value = BigInt.asIntN(256, readInteger(cursor, at));
      if (BigInt.asIntN(type.bits, value) !== value) fail(cursor, 'abi_not_canonical');
      return value;
    }
    case 'address':
      if (!isZero(data, at, at + 12)) fail(cursor, 'abi_not_canonical');
      return `0x${encodeHex(data.subarray(at + 12, at + word))}`;
    case 'bool':
      if (!isZero(data, at, at + word - 1) || data.readUInt8(at + word - 1) > 1)
        fail(cursor, 'abi_not_canonical');
      return data.readUInt8(at + word - 1) === 1;
    case 'bytes': {
      const end = at + Number(type.size);
      if (!isZero(data, end, at + word)) fail(cursor, 'abi_not_canonical');
      return `0x${encodeHex(data.subarray(at, end))}`;
    }
    case 'array':
      return Array.from({ length: Number(type.length) }, (_, i) =>
        readStatic(cursor, type.item, at + i * type.item.words * word),
      );
    case 'tuple': {
      let next = at;
      return type.members.map((member) => {
        const value = readStatic(cursor, member.type, next);
        next += member.type.words * word;
        return value;
      });
    }
  }
}

function readInteger({ data }: Cursor, at: number): bigint {
  const low = data.readBigUInt64BE(at + 24);
  if (isZero(data, at, at + 24)) return low;
  return BigInt(`0x${encodeHex(data.subarray(at, at + word))}`);
}

function isZero(data: Buffer, from: number, to: number): boolean {
  for (let i = from; i < to; i += 1) if (data[i] !== 0) return false;
  return true;
}
