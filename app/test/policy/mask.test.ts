import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { matchesMask, maxMaskCharacters, maxMaskedCharacters, parseMask } from '../../src/policy/mask.ts';

function matches(mask: string, text: string): boolean | undefined {
  const parsed = parseMask(mask);
  assert.ok(parsed.ok, mask);
  return matchesMask(parsed.value, text);
}

test('each sign of the language stands for what it says, and for nothing else', () => {
  for (const [mask, inside, outside] of [
    ['WD-##', ['WD-00', 'WD-99'], ['WD-0', 'WD-000', 'WD-0x', 'wd-00', '', 'WD-\u0661\u0661']],
    ['@@', ['aZ', 'Az'], ['a1', 'a', 'aaa', '\u00e9a']],
    ['a?c', ['abc', 'a c', 'a?c', 'a\u{1f600}c'], ['ac', 'abbc']],
    ['a*', ['a', 'abc'], ['', 'ba']],
    ['*z', ['z', 'xyz', 'zz'], ['', 'zx']],
    ['*b*', ['b', 'abc'], ['', 'ac']],
    ['a*b*c', ['abc', 'axbxc', 'abbc', 'abcbc'], ['ac', 'acb', 'abcb']],
    ['**', ['', 'x'], []],
    ['\\*\\#\\\\', ['*#\\'], ['x1\\', '*1\\']],
  ] as const) {
    for (const text of inside) assert.equal(matches(mask, text), true, `${mask} should match ${text}`);
    for (const text of outside) assert.equal(matches(mask, text), false, `${mask} should not match ${text}`);
  }
});

test('an empty mask, a lone backslash at its end and a mask that is too long are refused', () => {
  assert.deepEqual(parseMask(''), { ok: false, error: 'is empty: write a mask such as WD-########' });
  assert.deepEqual(parseMask('a\\'), {
    ok: false,
    error: 'ends with a backslash: write the character that it makes literal',
  });
  assert.ok(parseMask('#'.repeat(maxMaskCharacters)).ok);
  assert.ok(!parseMask('#'.repeat(maxMaskCharacters + 1)).ok);
});

test('a text of the largest length is judged, a longer one is not', () => {
  assert.equal(matches('*', 'x'.repeat(maxMaskedCharacters)), true);
  assert.equal(matches('*', 'x'.repeat(maxMaskedCharacters + 1)), undefined);
});

test('masks of literals and runs match exactly what the same regular expression does', () => {
  const piece = fc.constantFrom('a', 'b', '?', '*', '#', '@');
  const sources = new Map([
    ['?', '[^]'],
    ['*', '[^]*'],
    ['#', '[0-9]'],
    ['@', '[A-Za-z]'],
  ]);
  fc.assert(
    fc.property(
      fc.array(piece, { minLength: 1, maxLength: 8 }),
      fc.array(fc.constantFrom('a', 'b', '1', '-'), { maxLength: 10 }),
      (mask, characters) => {
        const expression = new RegExp(`^${mask.map((sign) => sources.get(sign) ?? sign).join('')}$`);
        const text = characters.join('');
        assert.equal(matches(mask.join(''), text), expression.test(text));
      },
    ),
  );
});

test('the worst mask for the worst text takes no time to speak of', () => {
  const steps = maxMaskCharacters * maxMaskedCharacters;
  assert.ok(steps < 200_000);
  assert.equal(matches(`${'*a'.repeat(63)}b`, 'a'.repeat(maxMaskedCharacters)), false);
});
