import assert from 'node:assert/strict';
import { test } from 'node:test';
import { document, load, problems } from '../helpers/policy.ts';

const hash = 'ab'.repeat(32);
const withHashes = (yaml: string): string => document('', `raw_hashes: ${yaml}`);
const messages = (yaml: string): readonly string[] =>
  problems(withHashes(yaml)).map(({ path, message }) => `${path}: ${message}`);

test('registered contents are known to the decoders, in lower case, with or without a label', () => {
  const policy = load(
    withHashes(`["${hash.toUpperCase()}", {content: "${'cd'.repeat(40)}", label: migration}]`),
  );
  assert.deepEqual([...policy.knowledge.registeredHashes], [hash, 'cd'.repeat(40)]);
});

test('a document without the section registers nothing', () => {
  assert.equal(load(document('')).knowledge.registeredHashes.size, 0);
});

test('what is shorter than a hash, prefixed or not hexadecimal is refused', () => {
  for (const text of [hash.slice(2), `0x${hash}`, `${hash}a`, 'zz'.repeat(32)])
    assert.match(messages(`["${text}"]`).join(), /must be a content in hexadecimal|32 bytes or more/);
});

test('a content registered twice is refused, in whichever case', () => {
  assert.deepEqual(messages(`["${hash}", "${hash.toUpperCase()}"]`), ['raw_hashes[1]: is registered twice']);
});

test('anything but a list is refused', () => {
  assert.deepEqual(messages('{a: b}'), ['raw_hashes: must be a list']);
});
