import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { SqliteBudgets } from '../../../src/ledger/sqlite/budgets.ts';
import { Writer } from '../../../src/ledger/sqlite/writer.ts';
import { ledgerPath } from '../../helpers/ledger-entries.ts';

const bodies = { mode: 'plain' } as const;

test('more counters than are kept in memory are read from the file again', (t) => {
  const path = ledgerPath(t);
  new Writer({ path, bodies }).close();
  const db = new DatabaseSync(path);
  t.after(() => db.close());
  const budgets = new SqliteBudgets(db);
  const shard = { floor: 0, slots: new Map([[5, 7n]]) };
  db.exec('BEGIN');
  for (let i = 0; i <= 10_000; i += 1) budgets.setCounter(`counter-${i}`, shard);
  budgets.flush();
  db.exec('COMMIT');
  assert.deepEqual(budgets.counter('counter-3'), shard);
  assert.equal(budgets.counter('counter-x'), undefined);
});

test('reservations of which nothing counts any more are removed when a counter has forgotten what passed', (t) => {
  const path = ledgerPath(t);
  new Writer({ path, bodies }).close();
  const db = new DatabaseSync(path);
  t.after(() => db.close());
  const budgets = new SqliteBudgets(db);
  const holding = { counter: 'a', shard: 0, until: 5, amount: 1n };
  budgets.setReservation('over', { confirmed: true, holdings: [holding], places: [] });
  budgets.setReservation('open', { confirmed: true, holdings: [{ ...holding, until: 9 }], places: [] });
  budgets.setCounter('a', { floor: 5, slots: new Map() });
  budgets.flush();
  assert.equal(budgets.reservation('over'), undefined);
  assert.notEqual(budgets.reservation('open'), undefined);
});
