/**
 * A process that opens a ledger, records one entry, recalls it, and says what it got, or the problem. Started by tests
 * with the service's process flags. Argument: the ledger's path.
 */

import { LedgerError } from '../../src/ledger/ledger-error.ts';
import { openSqliteLedger } from '../../src/ledger/sqlite/ledger.ts';
import { entry } from './ledger-entries.ts';

const [path = ''] = process.argv.slice(2);
const given = entry();

try {
  const ledger = await openSqliteLedger({ path, bodies: { mode: 'plain' } });
  const recorded = await ledger.record(given);
  const recalled = await ledger.recall(given.row, given.row.payloadSha256);
  await ledger.close();
  process.stdout.write(`${recorded.kind} ${recalled.kind}`);
} catch (error) {
  if (!(error instanceof LedgerError)) throw error;
  process.stdout.write(error.problem);
}
