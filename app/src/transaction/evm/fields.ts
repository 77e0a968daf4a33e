/**
 * Reads the items of one RLP list in order, each with its greatest width. The first item that is not what it has to be is
 * noted by name; then nothing that was read may be used. Leading zeros are not noticed here: they show when the
 * transaction is encoded again.
 */

import { encodeHex } from '../../lib/hex.ts';
import type { RlpItem } from './rlp.ts';

export interface FieldReader {
  integer(name: string, maxBytes: number): bigint;
  bytes(name: string, maxBytes: number): Uint8Array;
  list(name: string): readonly RlpItem[];
  /** Each item of a list that is a list itself, read by a reader of its own. */
  records<Item>(name: string, count: number, read: (fields: FieldReader) => Item): readonly Item[];
  /** For what a width cannot say. */
  demand(holds: boolean, name: string): void;
  problem(): string | undefined;
}

const none = new Uint8Array();

export function readFields(items: readonly RlpItem[]): FieldReader {
  let problem: string | undefined;
  let next = 0;
  const take = (): RlpItem | undefined => {
    next += 1;
    return items[next - 1];
  };
  const reader: FieldReader = {
    bytes(name, maxBytes) {
      const item = take();
      if (item instanceof Uint8Array && item.length <= maxBytes) return item;
      problem ??= name;
      return none;
    },
    integer(name, maxBytes) {
      const content = reader.bytes(name, maxBytes);
      return content.length === 0 ? 0n : BigInt(`0x${encodeHex(content)}`);
    },
    list(name) {
      const item = take();
      if (item !== undefined && !(item instanceof Uint8Array)) return item;
      problem ??= name;
      return [];
    },
    records(name, count, read) {
      return reader.list(name).map((item) => {
        const inner = readFields(item instanceof Uint8Array ? [] : item);
        const record = read(inner);
        reader.demand(!(item instanceof Uint8Array) && item.length === count, name);
        reader.demand(inner.problem() === undefined, `${name}.${inner.problem()}`);
        return record;
      });
    },
    demand(holds, name) {
      if (!holds) problem ??= name;
    },
    problem: () => problem,
  };
  return reader;
}
