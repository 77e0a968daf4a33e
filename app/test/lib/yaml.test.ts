import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readYaml } from '../../src/lib/yaml.ts';
import { encode } from '../helpers/policy.ts';

const maxBytes = 4096;

function value(text: string): unknown {
  const yaml = readYaml(encode(text), maxBytes);
  assert.ok(yaml.ok, JSON.stringify(yaml));
  return JSON.parse(JSON.stringify(yaml.value.value));
}

function refusal(text: string): string {
  const yaml = readYaml(encode(text), maxBytes);
  assert.ok(!yaml.ok, `${text.slice(0, 40)} was expected to be refused`);
  return yaml.error.map(({ line, message }) => `${line}: ${message}`).join('\n');
}

test('every scalar is text, spelled as it was written', () => {
  assert.deepEqual(
    value('[NO, 0x5dC69B1Fbb13Bafd09af88a782F0F285772Ad5f8, 1.50, 09:00, 1e3, ~, null, 007, "1"]'),
    ['NO', '0x5dC69B1Fbb13Bafd09af88a782F0F285772Ad5f8', '1.50', '09:00', '1e3', '~', 'null', '007', '1'],
  );
});

test('a key without a value has an empty text', () => {
  assert.deepEqual(value('{a: , b}'), { a: '', b: '' });
});

test('duplicate keys are refused with their line', () => {
  assert.match(refusal('a: 1\nb: 2\na: 3'), /^3: the key `a` comes twice/);
});

test('tags, anchors, aliases and merge keys are refused', () => {
  assert.match(refusal('a: 1\nb: !!int 2'), /^2: tags/);
  assert.match(refusal('!policy {a: 1}'), /tags/);
  assert.match(refusal('a: &x 1'), /^1: anchors/);
  assert.match(refusal('a: &x [1]\nb: *x'), /2: aliases/);
  assert.match(refusal('? &k a\n: 1'), /anchors/);
  assert.deepEqual(value('<<: {a: 1}'), { '<<': { a: '1' } });
});

test('directives and second documents are refused', () => {
  assert.match(refusal('%YAML 1.1\n---\na: 1'), /directives/);
  assert.match(refusal('%TAG !e! tag:example.internal,2000:\n---\na: 1'), /directives/);
  assert.match(refusal('a: 1\n---\nb: 2'), /multiple documents/);
  assert.deepEqual(value('---\na: 1\n'), { a: '1' });
});

test('the prototype key and keys that are not text are refused', () => {
  assert.match(refusal('a:\n  __proto__: 1'), /^2: the key `__proto__`/);
  assert.match(refusal('? [a]\n: b'), /keys must be text/);
});

test('an empty document, broken YAML and text that is not UTF-8 are refused', () => {
  assert.match(refusal('# nothing\n'), /is empty/);
  assert.match(refusal('{a: 1'), /is not well-formed YAML/);
  const yaml = readYaml(Uint8Array.of(0x61, 0xff), maxBytes);
  assert.deepEqual(yaml, { ok: false, error: [{ message: 'is not valid UTF-8 text' }] });
});

test('a document that is too deep is refused, not a crash', () => {
  assert.match(refusal('['.repeat(4_000)), /is not well-formed YAML/);
});

test('a document of the largest size is read, one byte more is not', () => {
  const text = `a: 1 #${'x'.repeat(maxBytes - 6)}`;
  assert.deepEqual(value(text), { a: '1' });
  assert.match(refusal(`${text}x`), /is larger than/);
});

test('a path leads to the line of its deepest part that exists', () => {
  const yaml = readYaml(
    encode('\na: 1\nrules:\n  - name: x\n    when: {asset: [ETH]}\n  -\n    name: y\n'),
    maxBytes,
  );
  assert.ok(yaml.ok);
  const { lineOf } = yaml.value;
  assert.equal(lineOf([]), 2);
  assert.equal(lineOf(['rules']), 3);
  assert.equal(lineOf(['rules', 0, 'name']), 4);
  assert.equal(lineOf(['rules', 0, 'when', 'asset', 0]), 5);
  assert.equal(lineOf(['rules', 0, 'when', 'missing']), 5);
  assert.equal(lineOf(['rules', 1, 'name', 'deeper']), 7);
  assert.equal(lineOf(['rules', 9]), 3);
  assert.equal(lineOf(['missing']), 2);
});
