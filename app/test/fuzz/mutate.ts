/**
 * Inputs from seeds, without memory: input number `i` of a seed number is always the same bytes, so that a run can begin
 * anywhere and every failure can be repeated alone.
 */

/** A small generator of good enough numbers (Marsaglia's xorshift with 128 bits of state, seeded by SplitMix). */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(seed: number, index: number) {
    const next = splitMix(Math.imul(seed, 0x9e3779b1) ^ index);
    this.#a = next();
    this.#b = next();
    this.#c = next();
    this.#d = next() | 1;
  }

  /** A whole number from 0 up to and without `end`. */
  below(end: number): number {
    const t = this.#a ^ (this.#a << 11);
    this.#a = this.#b;
    this.#b = this.#c;
    this.#c = this.#d;
    this.#d = (this.#d ^ (this.#d >>> 19) ^ t ^ (t >>> 8)) | 0;
    return (this.#d >>> 0) % end;
  }
}

function splitMix(state: number): () => number {
  let s = state | 0;
  return () => {
    s = (s + 0x9e3779b9) | 0;
    let z = Math.imul(s ^ (s >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return z ^ (z >>> 16);
  };
}

/** No input grows beyond this, as no request does. */
const maxInputBytes = 256 * 1024;
const maxChanges = 6;
/** Bytes at which formats decide: signs, lengths, prefixes. */
const telling = [0x00, 0x01, 0x7f, 0x80, 0x81, 0xb7, 0xb8, 0xbf, 0xc0, 0xf7, 0xf8, 0xfd, 0xfe, 0xff];

export function makeInput(seeds: readonly Uint8Array[], seed: number, index: number): Uint8Array {
  const random = new Random(seed, index);
  let bytes = Buffer.from(pick(seeds, random));
  const changes = 1 + random.below(maxChanges);
  for (let i = 0; i < changes; i += 1) bytes = change(bytes, seeds, random);
  return bytes.subarray(0, maxInputBytes);
}

type Bytes = Buffer<ArrayBuffer>;

function change(bytes: Bytes, seeds: readonly Uint8Array[], random: Random): Bytes {
  if (bytes.length === 0) return Buffer.from(pick(seeds, random));
  const at = random.below(bytes.length);
  switch (random.below(9)) {
    case 0:
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
      return bytes;
    case 1:
      bytes[at] = pick(telling, random);
      return bytes;
    case 2:
      bytes[at] = (bytes[at] ?? 0) + (random.below(2) === 0 ? 1 : 255);
      return bytes;
    case 3:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(8))]);
    case 4:
      return Buffer.concat([bytes.subarray(0, at), filled(random), bytes.subarray(at)]);
    case 5: {
      const part = bytes.subarray(at, at + 1 + random.below(64));
      return Buffer.concat([bytes.subarray(0, at), part, bytes.subarray(at)]);
    }
    case 6: {
      const other = pick(seeds, random);
      return Buffer.concat([bytes.subarray(0, at), other.subarray(random.below(other.length + 1))]);
    }
    case 7:
      return Buffer.from(bytes.subarray(0, at));
    default: {
      const to = random.below(bytes.length);
      bytes.copyWithin(to, at, at + 1 + random.below(32));
      return bytes;
    }
  }
}

/** A few equal bytes. */
function filled(random: Random): Buffer {
  return Buffer.alloc(1 + random.below(40), pick(telling, random));
}

function pick<Item>(items: readonly Item[], random: Random): Item {
  const item = items[random.below(items.length)];
  if (item === undefined) throw new Error('a target needs a seed');
  return item;
}
