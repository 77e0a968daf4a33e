/** Moving a ledger: what was answered, counted and set in the file is so in the table. */

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openDynamoLedger } from '../../src/aws/dynamodb/ledger.ts';
import { pauseChange, readControls } from '../../src/ledger/control.ts';
import { openSqliteLedger } from '../../src/ledger/sqlite/ledger.ts';
import { startFakeDynamo } from '../helpers/fake-dynamodb.ts';
import {
  bodyKey,
  claiming,
  claimOf,
  draw,
  entry,
  hold,
  hour,
  ledgerPath,
  noon,
  rowContent,
  sha256,
} from '../helpers/ledger-entries.ts';
import { openWorkplace, runCommand } from '../helpers/process.ts';

const fake = await startFakeDynamo();
Object.assign(process.env, fake.environment);
after(() => fake.close());

const copy = (path: string, ...more: readonly string[]) =>
  runCommand(
    ['ledger', 'copy', '--from', `sqlite:${path}`, '--to', 'dynamodb:ledger', ...more],
    fake.environment,
  );

test('a copied ledger answers, counts and pauses as before, and the chain is the same', async (t) => {
  fake.items.clear();
  const path = ledgerPath(t);
  const file = await openSqliteLedger({ path, bodies: { mode: 'plain' } });
  await file.record(entry(hold));
  await file.record(entry({ kind: 'after_hold', answer: 'released' }));
  await file.record(
    claiming(
      'r-2',
      claimOf([draw('a', 3n, 10n)], { firsts: [{ place: 'shop', small: true, waitMs: hour }] }),
    ),
  );
  for (let i = 0; i < 60; i += 1) await file.record(entry({ requestId: `more-${i}` }, 'x'.repeat(20_000)));
  await file.note({
    at: '2026-03-01T12:00:00.000Z',
    kind: 'control',
    changes: [pauseChange({ subject: 'everything', answer: 'RETRY' })],
    by: '',
    why: '',
  });
  const locked = await copy(path);
  assert.equal(locked.code, 66);
  assert.match(locked.stderr, /in_use_by_another_process/);
  await file.close();

  const { code, stdout, stderr } = await copy(path);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^copied and proven: 64 rows, 63 bodies\nhead: 64:[0-9a-f]{64}\n$/);
  const table = await openDynamoLedger({ table: 'ledger' });
  const recalled = await table.recall(rowContent(), sha256('payload'));
  assert.equal(recalled.kind === 'answered' && recalled.answer.body, 'released');
  assert.deepEqual(readControls(await table.controls()).pauses, [{ subject: 'everything', answer: 'RETRY' }]);
  const over = claiming(
    'r-3',
    claimOf([draw('a', 8n, 10n)], { txId: 'tx-2', firsts: [{ place: 'shop', small: true, waitMs: hour }] }),
  );
  const told = await table.record(over);
  assert.ok(told.kind === 'exceeded');
  assert.deepEqual(
    told.shortfalls.map(({ of, used }) => [of, used]),
    [
      ['a', 3n],
      ['shop', 1n],
    ],
  );
  assert.deepEqual(
    await table.record(claiming('r-4', claimOf([draw('a', 3n, 10n)], { confirms: true, now: noon }))),
    { kind: 'recorded' },
  );
  await table.close();

  const again = await copy(path);
  assert.equal(again.code, 66);
  assert.match(again.stderr, /the table is not empty/);
  const verified = await runCommand(['audit', 'verify', 'dynamodb:ledger'], fake.environment);
  assert.match(verified.stdout, /^proven: 65 rows of 2 writers/);
  const json = await runCommand(['audit', 'verify', 'dynamodb:ledger', '--json'], fake.environment);
  assert.equal(JSON.parse(json.stdout).value.rows, 65);
  for (const [key, item] of fake.items) {
    if (key.startsWith('w#') && key.endsWith('5')) fake.items.set(key, { ...item, text: { S: '{}' } });
  }
  const broken = await runCommand(['audit', 'verify', 'dynamodb:ledger'], fake.environment);
  assert.deepEqual(
    [broken.code, /NOT PROVEN: writer .*, row 5: row_unreadable/.test(broken.stdout)],
    [1, true],
  );
});

test('encrypted bodies are copied with their key only, and an empty ledger as well', async (t) => {
  fake.items.clear();
  const place = await openWorkplace((work) => t.after(work));
  const path = ledgerPath(t);
  const file = await openSqliteLedger({ path, bodies: { mode: 'encrypted', key: bodyKey } });
  await file.record(entry());
  await file.close();
  const without = await copy(path);
  assert.equal(without.code, 66);
  const keyFile = await place.write('body.key', bodyKey.export().toString('hex'));
  const { code, stdout } = await copy(path, '--body-key', keyFile);
  assert.deepEqual([code, /1 rows, 1 bodies/.test(stdout)], [0, true]);

  fake.items.clear();
  const empty = ledgerPath(t);
  await (await openSqliteLedger({ path: empty, bodies: { mode: 'omitted' } })).close();
  assert.match((await copy(empty)).stdout, /^copied and proven: 0 rows, 0 bodies/);
});

test('only from a file, and only into a table', async () => {
  const wrong = await runCommand(['ledger', 'copy', '--from', 'memory', '--to', 'dynamodb:ledger']);
  assert.equal(wrong.code, 64);
  const back = await runCommand(['ledger', 'copy', '--from', 'sqlite:x', '--to', 'sqlite:y']);
  assert.match(back.stderr, /Write dynamodb:<table>/);
});
