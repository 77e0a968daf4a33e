import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryLedger } from '../../src/ledger/memory.ts';
import { entry } from '../helpers/ledger-entries.ts';
import { ledgerContract } from './contract.ts';

ledgerContract('memory', async () => {
  const ledger = new MemoryLedger();
  return { ledger, rows: () => ledger.rows() };
});

test('the chain of a memory ledger carries the name it was given', async () => {
  const ledger = new MemoryLedger('trial');
  await ledger.record(entry());
  for await (const row of ledger.rows()) assert.equal(JSON.parse(row.text).writer, 'trial');
});
