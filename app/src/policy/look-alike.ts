/**
 * Address poisoning: an address that looks like a known one, because its first and last characters are the same, and is
 * another. People compare the ends; attackers make addresses whose ends fit, and wait for one to be copied.
 *
 * Two addresses resemble each other when the first four and the last four characters behind their common prefix are equal
 * without regard to case. A stranger's address resembles one of a million known ones by chance about once in four
 * thousand; whoever means such an address writes it into a book.
 */

export interface LookAlikes {
  /** The known address that this (normalised, unknown) one resembles; undefined where there is none. */
  resembled(address: string): string | undefined;
}

const endCharacters = 4;
/** Prefixes that all addresses of a kind share and that therefore tell nothing: EVM; SegWit of the networks; Tron. */
const commonPrefix = /^(?:0x|(?:bc|tb|ltc|tltc)1[qp]?|t(?=.{33}$))/;

/** Both ends in lower case, or undefined for what is too short to have two. */
export function endsOf(address: string): string | undefined {
  const body = address.toLowerCase().replace(commonPrefix, '');
  if (body.length < 2 * endCharacters + 1) return undefined;
  return body.slice(0, endCharacters) + body.slice(-endCharacters);
}

/**
 * `known` may hold a million addresses, so what is kept of each is 32 bits; the address itself is looked for only when
 * something resembles it.
 */
export function findLookAlikes(known: () => Iterable<string>, count: number): LookAlikes {
  const marks = new Uint32Array(count);
  let used = 0;
  for (const address of known()) {
    const ends = endsOf(address);
    if (ends !== undefined) {
      marks[used] = markOf(ends);
      used += 1;
    }
  }
  const sorted = marks.subarray(0, used).sort();
  return {
    resembled(address) {
      const ends = endsOf(address);
      if (ends === undefined || !holds(sorted, markOf(ends))) return undefined;
      for (const candidate of known()) {
        if (candidate === address) return undefined;
        if (endsOf(candidate) === ends) return candidate;
      }
      return undefined;
    },
  };
}

/** FNV-1a, 32 bits: only sorts out what cannot be equal. */
function markOf(ends: string): number {
  let mark = 0x811c9dc5;
  for (let i = 0; i < ends.length; i += 1) mark = Math.imul(mark ^ ends.charCodeAt(i), 0x01000193);
  return mark >>> 0;
}

function holds(sorted: Uint32Array, mark: number): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (Number(sorted[middle]) < mark) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === mark;
}
