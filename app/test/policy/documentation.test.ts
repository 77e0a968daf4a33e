/** docs/policy.md and the language are the same thing: every criterion is explained, every snippet loads. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inspect } from 'node:util';
import {
  changeCriteria,
  changedAddressCriteria,
  destinationCriteria,
  transactionCriteria,
} from '../../src/policy/criteria.ts';
import { listBookFiles, parsePolicy } from '../../src/policy/load.ts';
import { builtInAssets } from '../../src/transaction/assets/built-in.ts';
import { evidenceKinds } from '../../src/transaction/evidence.ts';
import { addressA, encode } from '../helpers/policy.ts';

const text = readFileSync(new URL('../../../docs/policy.md', import.meta.url), 'utf8');
const example = readFileSync(new URL('../../policy/example.yaml', import.meta.url), 'utf8');
const kinds = [...transactionCriteria, ...destinationCriteria, ...changeCriteria, ...changedAddressCriteria];

function snippets(mark: string): readonly string[] {
  const found = [...text.matchAll(new RegExp(`^\`\`\`yaml ${mark}\\n([^]*?)^\`\`\`$`, 'gm'))];
  return found.map(([, content = '']) => content);
}

function assertLoads(document: string): void {
  const files = listBookFiles(encode(document));
  assert.ok(files.ok, document);
  const contents = new Map(files.value.map((file) => [file, encode(addressA)]));
  const policy = parsePolicy(encode(document), builtInAssets, contents);
  assert.ok(policy.ok, `${document}\n${inspect(policy)}`);
}

test('every file in criteria/ defines the criterion it is named after, and is in the table', () => {
  const files = readdirSync(new URL('../../src/policy/criteria/', import.meta.url));
  const keys = new Set(kinds.map(({ key }) => `${key.replaceAll('_', '-')}.ts`));
  assert.deepEqual([...keys].sort(), files.sort());
});

test('every criterion and every kind of evidence is explained', () => {
  for (const key of [...kinds.map((kind) => kind.key), ...evidenceKinds]) {
    assert.ok(text.includes(`\`${key}\``), `${key} is not in docs/policy.md`);
  }
});

test('every document in the text loads', () => {
  const documents = snippets('policy');
  assert.ok(documents.length > 0);
  for (const document of documents) assertLoads(document);
});

test('every rule in the text loads', () => {
  const rules = snippets('rule');
  assert.ok(rules.length > 5);
  for (const rule of rules) {
    const item = rule.replace(/^/gm, '    ').replace(/^ {4}/, '  - ').trimEnd();
    const books = `{counterparties: ["${addressA}"], blocked: ["${addressA}"]}`;
    assertLoads(`version: 1\nname: snippet\ntime_zone: UTC\naddress_books: ${books}\nrules:\n${item}\n`);
  }
});

test('every rule and every address book of the example policy is explained', () => {
  const names = [...example.matchAll(/^ {2}- name: (\S+)$|^ {2}([a-z_]+):$/gm)].map(
    ([, rule, book]) => rule ?? book,
  );
  assert.ok(names.length > 15);
  for (const name of names) assert.ok(text.includes(`\`${name}\``), `${name} is not in docs/policy.md`);
});
