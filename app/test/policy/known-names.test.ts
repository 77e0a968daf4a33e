import assert from 'node:assert/strict';
import { test } from 'node:test';
import { knownAssets, knownBooks } from '../../src/policy/known-names.ts';
import { testAssets } from '../helpers/policy.ts';

const meaning = { judge: () => 'pass' as const, explain: () => '' };

test('names that exist leave the meaning as it is', () => {
  assert.deepEqual(knownAssets({ names: ['ETH'], excluded: false }, testAssets, meaning), {
    ok: true,
    value: meaning,
  });
  assert.deepEqual(knownBooks({ names: ['b'], excluded: true }, new Set(['b']), meaning), {
    ok: true,
    value: meaning,
  });
});

test('each name that does not exist is one issue', () => {
  const assets = knownAssets({ names: ['ETH', 'X', 'Y'], excluded: false }, testAssets, meaning);
  assert.ok(!assets.ok);
  assert.deepEqual(
    assets.error.map(({ message }) => message.slice(0, 29)),
    ['`X` is not a known asset: cor', '`Y` is not a known asset: cor'],
  );
  const books = knownBooks({ names: ['c'], excluded: true }, new Set(['b']), meaning);
  assert.ok(!books.ok);
  assert.deepEqual(books.error, [
    { path: [], message: '`c` is not an address book: correct it, or add it to address_books' },
  ]);
});
