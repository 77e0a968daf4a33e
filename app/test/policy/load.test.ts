import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { listBookFiles, maxRules, parsePolicy } from '../../src/policy/load.ts';
import { maxReportedProblems } from '../../src/policy/problem.ts';
import {
  addressA,
  addressB,
  document,
  encode,
  load,
  problems,
  rule,
  summary,
  testAssets,
  transaction,
} from '../helpers/policy.ts';

const minimal = 'version: 1\nname: minimal\nrules: []\n';
const withFiles = document(
  rule('p', 'permit', '{destination_address_book: [z, a]}'),
  '  z: {file: z.txt}\n  a: {file: books/a.txt}',
);
const files = new Map([
  ['z.txt', encode(`${addressA}\n`)],
  ['unmentioned.txt', encode('?')],
  ['books/a.txt', encode(`${addressB}\n`)],
]);

const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');

test('what is left out is on the strict side', () => {
  const policy = load(minimal);
  assert.equal(policy.name, 'minimal');
  assert.equal(policy.ruleCount, 0);
  assert.deepEqual(policy.otherwise, { approval: 'REJECT', configuration: 'REJECT' });
  assert.deepEqual(load(`${minimal}otherwise: {approval: IGNORE}\n`).otherwise, {
    approval: 'IGNORE',
    configuration: 'REJECT',
  });
  assert.deepEqual(load(`${minimal}otherwise: {configuration: IGNORE}\n`).otherwise, {
    approval: 'REJECT',
    configuration: 'IGNORE',
  });
});

test('the policy has the built-in assets and its own', () => {
  const { assets } = load(`${minimal}assets: {COIN: {family: undecoded, decimals: 2}}\n`).knowledge;
  assert.equal(assets.get('COIN')?.decimals, 2);
  assert.equal(assets.get('ETH'), testAssets.get('ETH'));
});

test('without files the hash is that of the document', () => {
  assert.equal(load(minimal).sha256, sha256(minimal));
});

test('with files the hash covers each file under its name, whatever order they are given in', () => {
  const expected = sha256(
    `${sha256(withFiles)}  -\n${sha256(`${addressB}\n`)}  books/a.txt\n${sha256(`${addressA}\n`)}  z.txt\n`,
  );
  assert.equal(load(withFiles, files).sha256, expected);
  assert.equal(load(withFiles, new Map([...files].reverse())).sha256, expected);
  const changed = new Map(files).set('z.txt', encode(`${addressA}\n#\n`));
  assert.notEqual(load(withFiles, changed).sha256, expected);
});

test('the files that a document mentions are listed once, sorted', () => {
  const twice = withFiles.replace('file: z.txt', 'file: books/a.txt');
  assert.deepEqual(listBookFiles(encode(withFiles)), { ok: true, value: ['books/a.txt', 'z.txt'] });
  assert.deepEqual(listBookFiles(encode(twice)), { ok: true, value: ['books/a.txt'] });
  assert.deepEqual(listBookFiles(encode(minimal)), { ok: true, value: [] });
  assert.deepEqual(listBookFiles(encode(`${minimal}# no file\n`)), { ok: true, value: [] });
  assert.deepEqual(listBookFiles(encode('a text about files')), { ok: true, value: [] });
  assert.deepEqual(listBookFiles(encode('file: 1\nfile: 2')), {
    ok: false,
    error: [{ path: '', line: 2, message: 'the key `file` comes twice: keys are unique' }],
  });
});

test('a file whose key is spelled in a way that hides it is missed, not ignored', () => {
  const hidden = withFiles.replaceAll('file:', '"\\x66ile":').replaceAll('file', 'f');
  assert.deepEqual(listBookFiles(encode(hidden)), { ok: true, value: [] });
  assert.match(String(problems(hidden)[0]?.message), /the address book file .* could not be read/);
});

test('addresses from files are found, and a missing file is a problem', () => {
  assert.equal(summary(load(withFiles, files).evaluate(transaction())), 'permitted p');
  assert.deepEqual(problems(withFiles, new Map([['z.txt', encode(addressA)]])), [
    { line: 8, path: 'address_books.a.file', message: 'the address book file books/a.txt could not be read' },
  ]);
});

test('all problems are reported at once, in the order of lines', () => {
  const text = `version: 2
nmae: wrong
time_zone: Mars/Base
assets:
  ETH: {family: undecoded, decimals: 18}
address_books:
  b: [0x12]
rules:
  - {name: a, effect: permit, request: transaction, when: {asset: [ETHH], amount: {at_most: 1e3 ETH}}}
  - {name: a, effect: forbid, request: transaction, when: {note: {}}}
`;
  assert.deepEqual(
    problems(text).map(({ line, path }) => `${line} ${path}`),
    [
      '1 version',
      '1 name',
      '2 nmae',
      '3 time_zone',
      '5 assets.ETH',
      '7 address_books.b[0]',
      '9 rules[0].when.asset',
      '9 rules[0].when.amount.at_most',
      '10 rules[1].when.note',
      '10 rules[1].name',
    ],
  );
});

test('a document that is no map, or not YAML, has one problem', () => {
  assert.deepEqual(problems('a text'), [
    { line: 1, path: '', message: 'must be a map of version, name and rules' },
  ]);
  assert.deepEqual(problems('[1]'), [
    { line: 1, path: '', message: 'must be a map of version, name and rules' },
  ]);
  assert.equal(problems('{')[0]?.path, '');
});

test('sections of a wrong shape are refused', () => {
  for (const [section, message] of [
    ['rules: none', 'must be a list; [] permits nothing'],
    ['rules: []\nassets: []', 'must be a map from asset ids to assets'],
    ['rules: []\naddress_books: x', 'must be a map from names to address books'],
    ['rules: []\ntime_zone: [x]', 'must be text'],
    ['rules: []\notherwise: REJECT', 'must be a map of approval and configuration'],
    ['rules: []\notherwise: {approval: APPROVE}', 'must be one of REJECT, IGNORE'],
    ['rules: []\notherwise: {signing: IGNORE}', 'unknown key `signing`: correct its spelling or remove it'],
  ] as const) {
    assert.deepEqual(
      problems(`version: 1\nname: x\n${section}\n`).map((problem) => problem.message),
      [message],
      section,
    );
  }
});

test('a name has 1 to 100 characters', () => {
  const named = (name: string) => `version: 1\nname: "${name}"\nrules: []\n`;
  assert.equal(load(named('x'.repeat(100))).name.length, 100);
  assert.equal(problems(named('x'.repeat(101)))[0]?.message, 'is longer than 100 characters');
  assert.equal(problems(named(''))[0]?.message, 'is empty');
});

test('rule names are unique', () => {
  const twice = rule('a', 'forbid', '{}') + rule('b', 'forbid', '{}') + rule('a', 'hold', '{}');
  assert.deepEqual(problems(document(twice)), [
    { line: 11, path: 'rules[2].name', message: '`a` is already the name of rules[0]: names are unique' },
  ]);
});

test('the report is bounded', () => {
  const many = Array.from({ length: maxReportedProblems + 1 }, (_, i) =>
    rule(`r${i}`, 'forbid', '{x: y}'),
  ).join('');
  assert.equal(problems(document(many)).length, maxReportedProblems);
});

test('there can be too many rules', () => {
  const list = `version: 1\nname: x\nrules: [${'1,'.repeat(maxRules)}1]\n`;
  assert.deepEqual(
    problems(list).map(({ path, message }) => `${path}: ${message}`),
    [`rules: are more than ${maxRules}`],
  );
});

test('parsePolicy takes the built-in table from its caller', () => {
  const refused = parsePolicy(encode(document(rule('r', 'forbid', '{asset: [ETH]}'))), new Map(), new Map());
  assert.ok(!refused.ok);
  assert.match(String(refused.error[0]?.message), /`ETH` is not a known asset/);
});
