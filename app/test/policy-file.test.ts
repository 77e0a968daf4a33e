import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { loadPolicyFile, loadPolicyObject } from '../src/policy-file.ts';

const address = '0x1111111111111111111111111111111111111111';

async function writeFiles(t: TestContext, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'callback-handler-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

const withBook = (rules = 'rules: []'): string =>
  `version: 1\nname: n\naddress_books:\n  customers: {file: books/customers.txt}\n${rules}\n`;

test('address books are read from beside the policy, wherever the process runs', async (t) => {
  const folder = await writeFiles(t, { 'p.yaml': withBook(), 'books/customers.txt': `${address}\n` });
  const policy = await loadPolicyFile(join(folder, 'p.yaml'));
  assert.ok(policy.ok);
  assert.equal(policy.value.name, 'n');
});

test('a policy that is not there is told once', async () => {
  assert.deepEqual(await loadPolicyFile('/nowhere/p.yaml'), {
    ok: false,
    error: [{ where: '/nowhere/p.yaml', message: 'cannot be read: no such file' }],
  });
});

test('a book that is not there is told once, with its path', async (t) => {
  const folder = await writeFiles(t, {
    'p.yaml': withBook(
      'rules: [{name: r, effect: permit, request: transaction, when: {destination_address_book: [customers]}}]',
    ),
  });
  assert.deepEqual(await loadPolicyFile(join(folder, 'p.yaml')), {
    ok: false,
    error: [{ where: join(folder, 'books/customers.txt'), message: 'cannot be read: no such file' }],
  });
});

test('what is wrong in the policy is told with file, line and path', async (t) => {
  const folder = await writeFiles(t, {
    'p.yaml': withBook('rules: [{name: r, effect: perhaps, request: transaction, when: {}}]'),
    'books/customers.txt': `${address}\n`,
  });
  const path = join(folder, 'p.yaml');
  const policy = await loadPolicyFile(path);
  assert.ok(!policy.ok);
  assert.equal(policy.error[0]?.where, `${path}:5 rules[0].effect`);
});

test('what cannot be read as a document at all is told with file and line', async (t) => {
  const folder = await writeFiles(t, { 'p.yaml': 'version: 1\nname: [\n' });
  const path = join(folder, 'p.yaml');
  const policy = await loadPolicyFile(path);
  assert.ok(!policy.ok);
  assert.match(String(policy.error[0]?.where), new RegExp(`^${path}(:\\d+)?$`));
});

describe('a policy in a bucket', () => {
  const load = (objects: Readonly<Record<string, string>>, key = 'policy/p.yaml') =>
    loadPolicyObject(key, async (wanted) => {
      const content = objects[wanted];
      if (content === undefined) throw new Error(`S3 object ${wanted} cannot be read: NoSuchKey`);
      return Buffer.from(content);
    });
  const named = (file: string): string =>
    `version: 1\nname: n\naddress_books:\n  customers: {file: ${file}}\nrules: []\n`;

  test('has its address books under its own prefix', async () => {
    const policy = await load({ 'policy/p.yaml': withBook(), 'policy/books/customers.txt': `${address}\n` });
    assert.ok(policy.ok);
  });

  test('at the top of the bucket has them there', async () => {
    const policy = await load(
      { 'p.yaml': named('customers.txt'), 'customers.txt': `${address}\n` },
      'p.yaml',
    );
    assert.ok(policy.ok);
  });

  test('with the same texts is the same policy as in a folder', async (t) => {
    const files = { 'p.yaml': withBook(), 'books/customers.txt': `${address}\n` };
    const inFolder = await loadPolicyFile(join(await writeFiles(t, files), 'p.yaml'));
    const inBucket = await load({
      'policy/p.yaml': withBook(),
      'policy/books/customers.txt': `${address}\n`,
    });
    assert.ok(inFolder.ok && inBucket.ok);
    assert.equal(inBucket.value.sha256, inFolder.value.sha256);
  });

  test('that is not there is told once', async () => {
    assert.deepEqual(await load({}), {
      ok: false,
      error: [{ where: 'policy/p.yaml', message: 'S3 object policy/p.yaml cannot be read: NoSuchKey' }],
    });
  });

  test('cannot name a book outside of its prefix', async () => {
    const asked: string[] = [];
    for (const file of ['../secrets/customers.txt', '/customers.txt', 'books/../../customers.txt']) {
      const policy = await loadPolicyObject('policy/p.yaml', async (key) => {
        asked.push(key);
        return Buffer.from(named(file));
      });
      assert.ok(!policy.ok);
      assert.match(String(policy.error[0]?.message), /must be a plain relative path/);
    }
    assert.deepEqual([...new Set(asked)], ['policy/p.yaml']);
  });
});
