import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maxBookBytes, maxProblemsPerFile, readBookFile } from '../../src/policy/book-file.ts';
import { addressA, addressB, encode } from '../helpers/policy.ts';

function read(content: Uint8Array | undefined): { added: string[]; problems: readonly string[] } {
  const added: string[] = [];
  const problems = readBookFile('b.txt', content, (address) => added.push(address));
  return { added, problems };
}

test('a file has one address per line; blank lines and comments are ignored', () => {
  const text = `# our counterparties\n\n${addressA}  # first\r\n  ${addressB}\t\n#${addressA}\nrLHzPsX6oXkzU2qL12kHCH8G8cnZv1rBJh`;
  const { added, problems } = read(encode(text));
  assert.deepEqual(problems, []);
  assert.deepEqual(added, [addressA, addressB, 'rLHzPsX6oXkzU2qL12kHCH8G8cnZv1rBJh']);
});

test('a wrong line is reported with its number and does not hide the next one', () => {
  const { problems } = read(encode(`${addressA}\n0x12\n\nabc\n`));
  assert.equal(problems.length, 2);
  assert.match(String(problems[0]), /^b\.txt line 2: .*not an EVM address/);
  assert.match(String(problems[1]), /^b\.txt line 4: .*not an address/);
});

test('characters outside ASCII are refused, whether or not they are UTF-8', () => {
  assert.match(String(read(encode('addr\u00e9ss')).problems[0]), /is not an address/);
  assert.match(String(read(Uint8Array.of(0x61, 0x62, 0x63, 0x64, 0xff)).problems[0]), /is not an address/);
});

test('a file without any address is refused', () => {
  assert.deepEqual(read(encode('# nobody\n')).problems, ['the address book file b.txt holds no address']);
});

test('a missing file is refused', () => {
  assert.deepEqual(read(undefined).problems, ['the address book file b.txt could not be read']);
});

test('a file of the largest size is read, one byte more is not', () => {
  const content = new Uint8Array(maxBookBytes + 1).fill(0x23);
  content.set(encode(`${addressA}\n`));
  assert.deepEqual(read(content.subarray(0, maxBookBytes)), { added: [addressA], problems: [] });
  assert.match(String(read(content).problems[0]), /is larger than/);
});

test('the report on one file is bounded', () => {
  const wrong = (lines: number) => read(encode('x\n'.repeat(lines))).problems;
  assert.equal(wrong(maxProblemsPerFile - 1).length, maxProblemsPerFile - 1);
  const long = wrong(maxProblemsPerFile + 50);
  assert.equal(long.length, maxProblemsPerFile + 1);
  assert.match(String(long.at(-1)), /line 20: reading stopped after this line/);
});
