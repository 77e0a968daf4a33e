/**
 * Recursive Length Prefix, encoding only (Ethereum Yellow Paper, appendix B). The simulator builds its own bytes, so
 * that the handler's decoder is never tested against itself.
 */

export type RlpItem = Uint8Array | readonly RlpItem[];

export function encodeRlp(item: RlpItem): Uint8Array {
  if (item instanceof Uint8Array) {
    const [first] = item;
    if (item.length === 1 && first !== undefined && first < 0x80) return item;
    return Buffer.concat([lengthPrefix(item.length, 0x80), item]);
  }
  const content = Buffer.concat(item.map(encodeRlp));
  return Buffer.concat([lengthPrefix(content.length, 0xc0), content]);
}

/** The shortest big-endian bytes of a non-negative number; zero is no bytes at all. */
export function minimalBytes(value: bigint): Uint8Array {
  if (value === 0n) return new Uint8Array();
  const digits = value.toString(16);
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
}

function lengthPrefix(length: number, offset: number): Uint8Array {
  if (length < 56) return Uint8Array.of(offset + length);
  const size = minimalBytes(BigInt(length));
  return Buffer.concat([Uint8Array.of(offset + 55 + size.length), size]);
}
