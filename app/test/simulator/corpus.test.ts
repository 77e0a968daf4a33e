import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { loadCorpus, loadRequest, parseCase } from '../../src/simulator/corpus.ts';

const good = {
  name: 'first',
  path: 'transaction',
  request: { requestId: 'a' },
  expect: { action: 'REJECT', rejectionReason: 'No.' },
} as const;

async function folderWith(t: TestContext, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'callback-handler-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

test('a case becomes an operation, a request and an expectation', () => {
  assert.deepEqual(parseCase(good), {
    ok: true,
    value: {
      name: 'first',
      operation: 'transaction',
      request: { requestId: 'a' },
      expect: { outcome: 'REJECT', because: 'No.' },
    },
  });
  const brief = parseCase({ ...good, path: 'configuration_change', expect: { action: 'IGNORE' } });
  assert.ok(brief.ok);
  assert.equal(brief.value.operation, 'configuration_change');
  assert.deepEqual(brief.value.expect, { outcome: 'IGNORE' });
});

test('a case that says too little is refused with what is missing', () => {
  const refusals = [
    [[], 'a case is an object'],
    [{ ...good, name: 1 }, 'a case needs a "name"'],
    [{ ...good, path: 'tx' }, 'first: "path" must be "transaction" or "configuration_change"'],
    [{ ...good, request: 'x' }, 'first: "request" must be an object'],
    [{ ...good, expect: null }, 'first: "expect" must be an object'],
    [
      { ...good, expect: { action: 'ALLOW' } },
      'first: "expect.action" must be one of APPROVE, REJECT, RETRY, IGNORE, 401, 413',
    ],
    [
      { ...good, expect: { action: 'REJECT', rejectionReason: 1 } },
      'first: "expect.rejectionReason" must be text',
    ],
  ] as const;
  for (const [value, error] of refusals) assert.deepEqual(parseCase(value), { ok: false, error });
});

test('a folder is all its JSON files in order, each a case or a list of cases', async (t) => {
  const folder = await folderWith(t, {
    'b.json': JSON.stringify([
      { ...good, name: 'second' },
      { ...good, name: 'third' },
    ]),
    'a.json': JSON.stringify(good),
    'README.md': 'not a case',
  });
  const corpus = await loadCorpus(folder);
  assert.ok(corpus.ok);
  assert.deepEqual(
    corpus.value.map(({ name }) => name),
    ['first', 'second', 'third'],
  );
});

test('one file is a corpus too', async (t) => {
  const folder = await folderWith(t, { 'a.json': JSON.stringify(good) });
  const corpus = await loadCorpus(join(folder, 'a.json'));
  assert.ok(corpus.ok && corpus.value.length === 1);
});

test('what cannot be read is named', async (t) => {
  const folder = await folderWith(t, {
    'twice.json': '{"name":"a","name":"b"}',
    'bad.json': '{"name":"x"}',
  });
  await mkdir(join(folder, 'empty'));
  await mkdir(join(folder, 'folder.json'));
  const missing = join(folder, 'missing');
  assert.deepEqual(await loadCorpus(missing), { ok: false, error: `${missing}: cannot be read` });
  const twice = join(folder, 'twice.json');
  assert.deepEqual(await loadCorpus(twice), { ok: false, error: `${twice}: json_duplicate_member` });
  const bad = join(folder, 'bad.json');
  assert.partialDeepStrictEqual(await loadCorpus(bad), {
    ok: false,
    error: `${bad}: x: "path" must be "transaction" or "configuration_change"`,
  });
  const empty = join(folder, 'empty');
  assert.deepEqual(await loadCorpus(empty), { ok: false, error: `${empty}: no cases in it` });
  const folderNamedLikeAFile = join(folder, 'folder.json');
  assert.deepEqual(await loadRequest(folderNamedLikeAFile, undefined), {
    ok: false,
    error: `${folderNamedLikeAFile}: cannot be read`,
  });
});

test('a single request tells its operation by its fields', async (t) => {
  const folder = await folderWith(t, {
    'transfer.json': '{"operation":"TRANSFER","type":"x"}',
    'change.json': '{"type":"ADD_USER"}',
    'list.json': '[]',
  });
  const transfer = await loadRequest(join(folder, 'transfer.json'), 'APPROVE');
  assert.ok(transfer.ok);
  assert.partialDeepStrictEqual(transfer.value, [
    { operation: 'transaction', expect: { outcome: 'APPROVE' } },
  ]);
  const change = await loadRequest(join(folder, 'change.json'), undefined);
  assert.ok(change.ok);
  assert.partialDeepStrictEqual(change.value, [{ operation: 'configuration_change', expect: undefined }]);
  const list = join(folder, 'list.json');
  assert.deepEqual(await loadRequest(list, undefined), { ok: false, error: `${list}: not a JSON object` });
});
