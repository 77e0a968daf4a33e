/**
 * The key-value maps of which a partially signed transaction consists (BIP-174). Only fields that are known here are
 * read, each at most once: an unknown one could change what the others mean. Knows nothing of what fields are for.
 */

import { encodeHex } from '../../lib/hex.ts';
import { openReader, type Reader } from './wire.ts';

/** Field types of one map. */
export interface KnownFields {
  /** At most one of them, and nothing in its key but the type. */
  readonly single: ReadonlySet<number>;
  /** One for each public key, leaf or hash; told apart by what follows the type. Their values are not used. */
  readonly keyed: ReadonlySet<number>;
}

/** The single fields; undefined where the map cannot be read. */
export function readMap(
  reader: Reader,
  { single, keyed }: KnownFields,
): ReadonlyMap<number, Uint8Array> | undefined {
  const fields = new Map<number, Uint8Array>();
  const seen = new Set<string>();
  for (let key = reader.sized(); key.length > 0; key = reader.sized()) {
    const value = reader.sized();
    const text = encodeHex(key);
    if (reader.broken() || seen.has(text)) return undefined;
    seen.add(text);
    const [type = -1] = key;
    if (single.has(type) && key.length === 1) fields.set(type, value);
    else if (!keyed.has(type) || key.length === 1) return undefined;
  }
  return reader.broken() ? undefined : fields;
}

/** The value read whole, or undefined. */
export function readWhole<Value>(bytes: Uint8Array, read: (reader: Reader) => Value): Value | undefined {
  const reader = openReader(bytes);
  const value = read(reader);
  return reader.finished() ? value : undefined;
}
