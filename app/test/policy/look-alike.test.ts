import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { endsOf, findLookAlikes } from '../../src/policy/look-alike.ts';
import {
  change,
  destination,
  document,
  evmFacts,
  load,
  rule,
  summary,
  transaction,
} from '../helpers/policy.ts';

const known = '0x5dc69b1fbb13bafd09af88a782f0f285772ad5f8';
/** Ends as the known one, everything between them another. */
const poisoned = `0x5dc6${'0'.repeat(32)}d5f8`;

function among(...addresses: readonly string[]) {
  return findLookAlikes(() => addresses, addresses.length);
}

describe('the ends of an address', () => {
  for (const [what, address, ends] of [
    ['an EVM address, behind 0x', known, '5dc6d5f8'],
    [
      'a SegWit address, behind its human part and version',
      'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq',
      'ar0s5mdq',
    ],
    ['a Taproot address', 'tb1p0123456789abcdef', '0123cdef'],
    ['a Litecoin address', 'ltc1qabcdefghijk', 'abcdhijk'],
    ['a Tron address, behind its T', 'TXYZopYRdj2D9XRtbG411XZZ3kM5VkAeBf', 'xyzoaebf'],
    ['an address of base 58, in whichever case', '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2', '1bvbnvn2'],
  ] as const) {
    test(`of ${what}`, () => assert.equal(endsOf(address), ends));
  }

  test('are none where the text is too short to have two', () => {
    assert.equal(endsOf('0x12345678'), undefined);
    assert.equal(endsOf('0x123456789'), '12346789');
  });
});

describe('looking alike', () => {
  test('is having both ends of a known address', () => {
    assert.equal(among('0x1', known).resembled(poisoned), known);
  });

  for (const [what, address] of [
    ['the fourth character', `0x5dc7${'0'.repeat(32)}d5f8`],
    ['the fourth last character', `0x5dc6${'0'.repeat(32)}e5f8`],
  ] as const) {
    test(`is not, with another one as ${what}`, () =>
      assert.equal(among(known).resembled(address), undefined));
  }

  test('is not being the known address', () => {
    assert.equal(among(known).resembled(known), undefined);
  });

  test('is not sharing a mark by chance: the address itself is compared', () => {
    // Both have the 32-bit mark of the ends in common, which the search finds and the comparison refuses.
    const seen = new Map<string, string>();
    let pair: readonly [string, string] | undefined;
    for (let i = 0; pair === undefined; i += 1) {
      const ends = i.toString(16).padStart(8, '0');
      const mark = markOf(ends);
      const other = seen.get(mark);
      if (other !== undefined) pair = [`0x${other}`, `0x${ends}`];
      seen.set(mark, ends);
    }
    const [a, b] = pair.map((text) => `${text.slice(0, 6)}${'7'.repeat(32)}${text.slice(6)}`);
    assert.equal(among(String(a)).resembled(String(b)), undefined);
  });

  test('is found among many, and only there', () => {
    const addresses = Array.from(
      { length: 1000 },
      (_, i) => `0x${(i * 7919).toString(16).padStart(40, '0')}`,
    );
    assert.equal(among(...addresses, known).resembled(poisoned), known);
    assert.equal(among(...addresses).resembled(poisoned), undefined);
    assert.equal(among().resembled(poisoned), undefined);
  });

  test('law: every address with the ends of a known one and another middle resembles it', () => {
    const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
    fc.assert(
      fc.property(hex(4), hex(32), hex(32), hex(4), (head, one, other, tail) => {
        fc.pre(one !== other);
        const address = `0x${head}${one}${tail}`;
        assert.equal(among(address).resembled(`0x${head}${other}${tail}`), address);
      }),
    );
  });

  test('is nothing that an address too short to have ends does', () => {
    assert.equal(among('rA').resembled('rA'), undefined);
  });
});

describe('a destination that looks like one in a book', () => {
  const permit = rule('r', 'permit', '{operation: [TRANSFER]}');
  const policy = load(document(permit, '').replace('other: [', `settlement: ["${known}"]\n  other: [`));

  test('is refused though a rule permits it', () => {
    const verdict = policy.evaluate(transaction({ facts: evmFacts({ to: poisoned }) }));
    assert.ok(verdict.outcome === 'look_alike');
    assert.deepEqual([verdict.found, verdict.resembles], [poisoned, known]);
  });

  test('is refused at approval and for a whitelisting too', () => {
    const destinations = [destination({ address: poisoned })];
    assert.equal(
      summary(policy.evaluate(transaction({ evidence: 'none_at_approval', destinations }))),
      'look_alike',
    );
    const whitelisting = change({}, { shape: 'address', asset: 'ETH', address: poisoned });
    assert.equal(summary(policy.explain(whitelisting)), 'look_alike');
  });

  test('is judged by the rules when it is in a book itself, or has no address', () => {
    assert.equal(summary(policy.evaluate(transaction({ facts: evmFacts({ to: known }) }))), 'permitted r');
    const nowhere = transaction({
      destinations: [destination({ address: undefined })],
      facts: evmFacts({}, { payments: [] }),
    });
    assert.equal(summary(policy.evaluate(nowhere)), 'permitted r');
  });
});

/** The mark as the look-up makes it, so that two with the same can be found. */
function markOf(ends: string): string {
  let mark = 0x811c9dc5;
  for (const character of ends) mark = Math.imul(mark ^ character.charCodeAt(0), 0x01000193);
  return (mark >>> 0).toString(16);
}
