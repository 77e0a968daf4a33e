/**
 * How Bitcoin writes numbers and byte strings: little-endian, with lengths in the shortest of four forms ("compact
 * size"). A length in a longer form than it needs is refused, so that bytes have one reading. Knows nothing of
 * transactions.
 */

/** Reads from the front. After the first problem everything read is empty or zero and must not be used. */
export interface Reader {
  take(length: number): Uint8Array;
  uint32(): number;
  uint64(): bigint;
  /** A compact size. */
  size(): number;
  /** A compact size and as many bytes. */
  sized(): Uint8Array;
  /** As many items as a compact size says. */
  list<Item>(read: (reader: Reader) => Item): readonly Item[];
  /** Everything was read, and read without a problem. */
  finished(): boolean;
  broken(): boolean;
}

export function openReader(bytes: Uint8Array): Reader {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let offset = 0;
  let problem = false;
  const fail = (): Buffer => {
    problem = true;
    return Buffer.alloc(0);
  };
  const take = (length: number): Buffer => {
    if (problem || length > buffer.length - offset) return fail();
    offset += length;
    return buffer.subarray(offset - length, offset);
  };
  const number = (length: number): number => {
    const taken = take(length);
    return taken.length === 0 ? 0 : taken.readUIntLE(0, length);
  };
  const uint64 = (): bigint => {
    const taken = take(8);
    return taken.length === 0 ? 0n : taken.readBigUInt64LE();
  };
  const size = (): number => {
    const first = number(1);
    const form = longForms.get(first);
    if (form === undefined) return first;
    // A size of eight bytes is beyond the end of anything, so it need not be exact.
    const found = form.width === 8 ? Number(uint64()) : number(form.width);
    if (found < form.least) fail();
    return found;
  };
  const reader: Reader = {
    take,
    uint32: () => number(4),
    uint64,
    size,
    sized: () => take(size()),
    list(read) {
      const items = [];
      for (let left = size(); left > 0 && !problem; left -= 1) items.push(read(reader));
      return items;
    },
    finished: () => !problem && offset === buffer.length,
    broken: () => problem,
  };
  return reader;
}

interface LongForm {
  readonly width: number;
  /** The smallest size that needs the form. */
  readonly least: number;
}

/** By the first byte, which announces the form. */
const longForms: ReadonlyMap<number, LongForm> = new Map([
  [0xfd, { width: 2, least: 0xfd }],
  [0xfe, { width: 4, least: 0x1_0000 }],
  [0xff, { width: 8, least: 0x1_0000_0000 }],
]);

export function uint32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

export function uint64(value: bigint): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}

/** Nothing here has 4 GiB. */
export function size(value: number): Buffer {
  if (value < 0xfd) return Buffer.from([value]);
  if (value < 0x1_0000) return Buffer.from([0xfd, value & 0xff, value >> 8]);
  return Buffer.concat([Buffer.from([0xfe]), uint32(value)]);
}

export function sized(bytes: Uint8Array): Buffer {
  return Buffer.concat([size(bytes.length), bytes]);
}
