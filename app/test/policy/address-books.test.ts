import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fillAddressBooks, parseBookSources } from '../../src/policy/address-books.ts';
import { formatPath } from '../../src/policy/problem.ts';
import { addressA, addressB, addressC, encode } from '../helpers/policy.ts';

const at = ['address_books'];

function fill(raw: unknown, files: ReadonlyMap<string, Uint8Array> = new Map()) {
  const { sources, issues } = parseBookSources(raw, at);
  assert.deepEqual(issues, []);
  return fillAddressBooks(sources, files, at);
}

function sourceIssues(raw: unknown): readonly string[] {
  return parseBookSources(raw, at).issues.map(({ path, message }) => `${formatPath(path)}: ${message}`);
}

test('an address is found in every book that holds it, in any spelling of the book', () => {
  const [rippleA, rippleB] = ['rLHzPsX6oXkzU2qL12kHCH8G8cnZv1rBJh', 'rEb8TK3gBgk5auZkwc6sHnwrGVJH8DuaLh'];
  const checksummed = '0x5dC69B1Fbb13Bafd09af88a782F0F285772Ad5f8';
  const { books, issues } = fill(
    {
      one: [addressA, { address: checksummed, label: 'settlement' }],
      two: { file: 'two.txt' },
      four: [rippleA, rippleB],
      five: [rippleA, rippleB],
      three: [addressA, addressA, addressB],
    },
    new Map([['two.txt', encode(`${addressA}\n${addressB}\n${addressA}\n`)]]),
  );
  assert.deepEqual(issues, []);
  assert.deepEqual(books.booksOf(addressA), ['one', 'two', 'three']);
  assert.deepEqual(books.booksOf(addressB), ['two', 'three']);
  assert.deepEqual(books.booksOf(checksummed.toLowerCase()), ['one']);
  assert.deepEqual(books.booksOf(rippleA), ['four', 'five']);
  assert.equal(books.booksOf(rippleA), books.booksOf(rippleB));
  assert.deepEqual(books.booksOf(addressC), []);
});

test('addresses of other chains are found by their exact text only', () => {
  const { books } = fill({ one: ['rLHzPsX6oXkzU2qL12kHCH8G8cnZv1rBJh'] });
  assert.deepEqual(books.booksOf('rLHzPsX6oXkzU2qL12kHCH8G8cnZv1rBJh'), ['one']);
  assert.deepEqual(books.booksOf('RLHZPSX6OXKZU2QL12KHCH8G8CNZV1RBJH'), []);
});

test('all wrong entries of all books are reported, each in its place', () => {
  const { issues } = fill({ one: ['x', addressA, '0x1'], two: { file: 'two.txt' } });
  assert.deepEqual(
    issues.map(({ path }) => formatPath(path)),
    ['address_books.one[0]', 'address_books.one[2]', 'address_books.two.file'],
  );
});

test('books of a wrong shape are refused and still have their names', () => {
  const raw = {
    empty: [],
    text: 'addresses',
    'Big Name': [addressA],
    more: { file: 'a.txt', extra: 'x' },
    entry: [{ address: addressA }],
  };
  assert.deepEqual(sourceIssues(raw), [
    'address_books.empty: is empty: name at least one address, or remove the book',
    'address_books.text: must be a list of addresses, or `file:` and a path',
    'address_books.Big Name: is not a name for a book: use lower case letters, digits and - _ .',
    'address_books.more.extra: unknown key `extra`: correct its spelling or remove it',
    'address_books.entry[0].label: is missing: it must be written',
  ]);
  assert.deepEqual([...parseBookSources(raw, at).names], ['empty', 'text', 'Big Name', 'more', 'entry']);
  assert.deepEqual(sourceIssues([]), ['address_books: must be a map from names to address books']);
});

test('a book file is a plain relative path', () => {
  for (const file of ['a.txt', 'books/a.txt', 'a..b/c-d_e.txt'])
    assert.deepEqual(sourceIssues({ b: { file } }), []);
  for (const file of [
    '/etc/passwd',
    '../a.txt',
    'a/../b',
    './a',
    'a/..',
    '..',
    '',
    'a//b',
    'a\\b',
    'a b',
    'a/',
  ]) {
    assert.match(String(sourceIssues({ b: { file } })[0]), /must be a plain relative path/, file);
  }
});

test('a label has at most 100 characters', () => {
  const labelled = (length: number) =>
    sourceIssues({ b: [{ address: addressA, label: 'x'.repeat(length) }] });
  assert.deepEqual(labelled(100), []);
  assert.deepEqual(labelled(101), ['address_books.b[0].label: is longer than 100 characters']);
});
