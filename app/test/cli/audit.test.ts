import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import type { BodyKeeping } from '../../src/ledger/sqlite/body.ts';
import { openSqliteLedger } from '../../src/ledger/sqlite/ledger.ts';
import { entry, ledgerPath } from '../helpers/ledger-entries.ts';
import { runCommand } from '../helpers/process.ts';

/** Three decisions; the last one is about a change whose body must not be exported. */
async function writeLedger(t: TestContext, bodies: BodyKeeping = { mode: 'plain' }): Promise<string> {
  const path = ledgerPath(t);
  const ledger = await openSqliteLedger({ path, bodies });
  await ledger.record(entry({ requestId: 'a' }, 'body a'));
  await ledger.record(entry({ requestId: 'b' }, 'body b'));
  await ledger.record(entry({ requestId: 'c', path: 'configuration_change', bodySensitive: true }, 'body c'));
  await ledger.close();
  return path;
}

function headIn(stdout: string): string {
  const [, head = ''] = /^head: (.*)$/m.exec(stdout) ?? [];
  return head;
}

test('a whole ledger proves, and its head is told; the same as JSON', async (t) => {
  const path = await writeLedger(t);
  const { code, stdout, stderr } = await runCommand(['audit', 'verify', path]);
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(
    stdout,
    /^proven: 3 rows, from 2026-03-01T10:00:00\.000Z to 2026-03-01T10:00:00\.000Z, 3 bodies$/m,
  );
  const head = headIn(stdout);
  assert.match(head, /^3:[0-9a-f]{64}$/);
  const json = await runCommand(['audit', 'verify', '--json', path]);
  assert.deepEqual(JSON.parse(json.stdout).value.head, { seq: 3, hash: head.slice(2) });
});

test('a changed row is named, with exit code 1', async (t) => {
  const path = await writeLedger(t);
  const db = new DatabaseSync(path);
  db.exec(`UPDATE row SET text = replace(text, '"APPROVE"', '"REJECT"') WHERE seq = 2`);
  db.close();
  const { code, stdout } = await runCommand(['audit', 'verify', path]);
  assert.deepEqual([code, stdout], [1, 'NOT PROVEN: row 2: row_altered\n']);
  const json = await runCommand(['audit', 'verify', '--json', path]);
  assert.deepEqual(
    [json.code, JSON.parse(json.stdout)],
    [1, { ok: false, error: { seq: 2, problem: 'row_altered' } }],
  );
});

test('an answer that no row gives is named without a row', async (t) => {
  const path = await writeLedger(t);
  const db = new DatabaseSync(path);
  db.exec(`INSERT INTO question (key, seq) VALUES (x'00', 1)`);
  db.close();
  const { code, stdout } = await runCommand(['audit', 'verify', path]);
  assert.deepEqual([code, stdout], [1, 'NOT PROVEN: answer_without_row\n']);
});

test('a head that was noted finds rows that were taken away', async (t) => {
  const path = await writeLedger(t);
  const head = headIn((await runCommand(['audit', 'verify', path])).stdout);
  const same = await runCommand(['audit', 'verify', path, '--expect-head', head]);
  assert.equal(same.code, 0);
  const db = new DatabaseSync(path);
  db.exec('DELETE FROM question WHERE seq = 3; DELETE FROM row WHERE seq = 3');
  db.close();
  assert.equal((await runCommand(['audit', 'verify', path])).code, 0);
  const noted = await runCommand(['audit', 'verify', path, '--expect-head', head]);
  assert.deepEqual([noted.code, noted.stdout], [1, 'NOT PROVEN: row 3: row_missing\n']);
});

test('an export proves without the ledger, to the same head; bodies with secrets are not in it', async (t) => {
  const path = await writeLedger(t);
  const out = join(dirname(path), 'export.jsonl');
  const exported = await runCommand(['audit', 'export', path, '--out', out]);
  assert.deepEqual([exported.code, exported.stdout], [0, '']);
  assert.equal((await stat(out)).mode & 0o777, 0o600);
  const text = await readFile(out, 'utf8');
  assert.equal(text.includes(Buffer.from('body b').toString('base64')), true);
  assert.equal(text.includes(Buffer.from('body c').toString('base64')), false);
  assert.equal((await runCommand(['audit', 'export', path])).stdout, text);
  const ofLedger = await runCommand(['audit', 'verify', path]);
  const ofExport = await runCommand(['audit', 'verify', out]);
  assert.equal(ofExport.code, 0);
  assert.equal(headIn(ofExport.stdout), headIn(ofLedger.stdout));
  assert.match(ofExport.stdout, /, 2 bodies$/m);
  const head = ['--expect-head', headIn(ofLedger.stdout)];
  assert.equal((await runCommand(['audit', 'verify', out, ...head])).code, 0);
  await writeFile(out, text.split('\n').slice(0, 2).join('\n'));
  const cut = await runCommand(['audit', 'verify', out, ...head]);
  assert.deepEqual([cut.code, cut.stdout], [1, 'NOT PROVEN: row 3: row_missing\n']);
});

test('an earlier export is never overwritten', async (t) => {
  const path = await writeLedger(t);
  const out = join(dirname(path), 'export.jsonl');
  await writeFile(out, 'evidence');
  const { code, stderr } = await runCommand(['audit', 'export', path, '--out', out]);
  assert.equal(code, 66);
  assert.equal(stderr, `${out} cannot be opened: it exists already\n`);
  assert.equal(await readFile(out, 'utf8'), 'evidence');
});

test('encrypted bodies prove with their key, are left out without it, and with another key nothing is read', async (t) => {
  const key = randomBytes(32);
  const path = await writeLedger(t, { mode: 'encrypted', key: createSecretKey(key) });
  const keyFile = join(dirname(path), 'body.key');
  await writeFile(keyFile, `${key.toString('hex')}\n`, { mode: 0o600 });
  const otherFile = join(dirname(path), 'other.key');
  await writeFile(otherFile, randomBytes(32).toString('hex'), { mode: 0o600 });
  assert.match((await runCommand(['audit', 'verify', path])).stdout, /, 0 bodies$/m);
  assert.match((await runCommand(['audit', 'verify', path, '--body-key', keyFile])).stdout, /, 3 bodies$/m);
  const wrong = await runCommand(['audit', 'verify', path, '--body-key', otherFile]);
  assert.equal(wrong.code, 66);
  assert.match(wrong.stderr, /^body_key_differs: /);
  const exported = await runCommand(['audit', 'export', path, '--body-key', keyFile]);
  assert.ok(exported.stdout.includes(Buffer.from('body a').toString('base64')));
});

test('what is no ledger and what is not there is 66', async (t) => {
  const path = ledgerPath(t);
  for (const command of ['verify', 'export']) {
    const { code, stdout, stderr } = await runCommand(['audit', command, path]);
    assert.deepEqual([code, stdout], [66, '']);
    assert.match(stderr, command === 'verify' ? /cannot be opened: no such file$/m : /^path_unusable: /);
  }
  const other = new DatabaseSync(path);
  other.exec('CREATE TABLE t (x)');
  other.close();
  const { code, stderr } = await runCommand(['audit', 'verify', path]);
  assert.equal(code, 66);
  assert.match(stderr, /^not_a_ledger: /);
});

test('text that is no export is named by its line', async (t) => {
  const path = ledgerPath(t);
  await writeFile(path, 'hello\n');
  const { code, stdout } = await runCommand(['audit', 'verify', path]);
  assert.deepEqual([code, stdout], [1, 'NOT PROVEN: row 1: row_unreadable\n']);
});
