import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonValue } from '../../src/lib/json.ts';
import { parseDerivationPath } from '../../src/request/derivation-path.ts';

for (const [value, path] of [
  ['[ 44, 60, 0, 0, 0 ]', [44, 60, 0, 0, 0]],
  ['[44,60,25,0,7]', [44, 60, 25, 0, 7]],
  [
    [44, 1, 2, 3, 4],
    [44, 1, 2, 3, 4],
  ],
  [
    [0, 0, 0, 0, 2_147_483_647],
    [0, 0, 0, 0, 2_147_483_647],
  ],
] as const) {
  test(`${JSON.stringify(value)} is a derivation path`, () => {
    assert.deepEqual(parseDerivationPath(value), { ok: true, value: path });
  });
}

test('a derivation path may have 100 characters of text and not one more', () => {
  const spaced = (length: number) => `[44,60,0,0,0${' '.repeat(length - 13)}]`;
  assert.equal(spaced(100).length, 100);
  assert.equal(parseDerivationPath(spaced(100)).ok, true);
  assert.equal(parseDerivationPath(spaced(101)).ok, false);
});

const refused: readonly JsonValue[] = [
  '',
  '44/60/0/0/0',
  "m/44'/60'/0'/0/0",
  '[ 44, 60, 0, 0 ]',
  '[ 44, 60, 0, 0, 0, 0 ]',
  '[ 44, 60, 0, 0, -1 ]',
  '[ 44, 60, 0, 0, 0.5 ]',
  '[ 44, 60, 0, 0, 2147483648 ]',
  '[ 44, 60, 00, 0, 0 ]',
  '[ 44, 60, 0, 0, "0" ]',
  '[ 44, 60, 0, 0, 0 ] ]',
  '{"0":44}',
  '5',
  [],
  [44, 60, 0, 0],
  [44, 60, 0, 0, 0, 0],
  ['44', 60, 0, 0, 0],
  [44, '60', 0, 0, 0],
  [44, 60, null, 0, 0],
  [44, 60, 0, [0], 0],
  [44, 60, 0, 0, 2_147_483_648],
  {},
  5,
  null,
  true,
];
for (const value of refused) {
  test(`${JSON.stringify(value)} is no derivation path`, () => {
    assert.deepEqual(parseDerivationPath(value), { ok: false, error: 'not_a_derivation_path' });
  });
}
