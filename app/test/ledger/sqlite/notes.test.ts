/** An operator's notes beside a ledger that may be in use, and files of the version before. */

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import type { ControlContent } from '../../../src/audit/row.ts';
import { pauseChange, readControls } from '../../../src/ledger/control.ts';
import { openSqliteLedger } from '../../../src/ledger/sqlite/ledger.ts';
import { noteBeside } from '../../../src/ledger/sqlite/notes.ts';
import { openLedgerForReading } from '../../../src/ledger/sqlite/reader.ts';
import { verifyLedger } from '../../../src/ledger/sqlite/verify-ledger.ts';
import { Writer } from '../../../src/ledger/sqlite/writer.ts';
import { claiming, claimOf, draw, entry, ledgerPath } from '../../helpers/ledger-entries.ts';

const pause: ControlContent = {
  at: '2026-03-01T12:00:00.000Z',
  kind: 'control',
  changes: [pauseChange({ subject: 'everything', answer: 'REJECT' })],
  by: 'an operator',
  why: 'an incident',
};
const bodies = { mode: 'plain' } as const;

test('a note beside an open ledger is on its chain, which goes on behind it', async (t) => {
  const path = ledgerPath(t);
  const ledger = await openSqliteLedger({ path, bodies });
  await ledger.record(entry({ requestId: 'before' }));
  await noteBeside(path, pause);
  assert.equal(readControls(await ledger.controls()).pauses.length, 1);
  await ledger.record(entry({ requestId: 'after' }));
  await ledger.close();
  const reader = openLedgerForReading(path);
  const verified = await verifyLedger(reader);
  reader.close();
  assert.equal(verified.ok && verified.value.rows, 3);
});

test('a note waits for a file that is locked, and gives up at last', async (t) => {
  const path = ledgerPath(t);
  new Writer({ path, bodies }).close();
  const other = new DatabaseSync(path);
  other.exec('BEGIN IMMEDIATE');
  await assert.rejects(noteBeside(path, pause, 1), { problem: 'database_locked' });
  const waiting = noteBeside(path, pause, 20);
  other.exec('COMMIT');
  await waiting;
  other.exec('BEGIN IMMEDIATE');
  await assert.rejects(noteBeside(path, pause, 2), { problem: 'database_locked' });
  other.close();
});

test('a note makes no ledger where there is none', async (t) => {
  const path = ledgerPath(t);
  await assert.rejects(noteBeside(path, pause), { problem: 'not_a_ledger' });
  writeFileSync(path, '');
  await assert.rejects(noteBeside(path, pause), { problem: 'not_a_ledger' });
});

test('a file of the version before gets the tables of limits when it is opened for writing', async (t) => {
  const path = ledgerPath(t);
  const before = await openSqliteLedger({ path, bodies });
  await before.record(entry());
  await before.close();
  const db = new DatabaseSync(path);
  db.exec(
    'DROP TABLE counter; DROP TABLE reservation; DROP TABLE first; DROP TABLE control; PRAGMA user_version = 1',
  );
  db.close();
  const ledger = await openSqliteLedger({ path, bodies });
  assert.deepEqual(await ledger.record(claiming('r-2', claimOf([draw('a', 1n, 1n)]))), { kind: 'recorded' });
  assert.equal(ledger.status().rows, 2);
  await ledger.close();
});
