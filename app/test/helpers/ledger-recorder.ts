/**
 * A process that records entries in a ledger without end and tells which ones it was told are recorded, one line each:
 * `<request id> <answer>`. Started by tests that kill it. Arguments: the ledger's path and a name for this run.
 */

import { openSqliteLedger } from '../../src/ledger/sqlite/ledger.ts';
import { entry, hold } from './ledger-entries.ts';

const [path = '', run = ''] = process.argv.slice(2);
const lanes = 16;

const ledger = await openSqliteLedger({ path, bodies: { mode: 'plain' } });

async function record(lane: number): Promise<void> {
  for (let i = 0; ; i += 1) {
    const requestId = `${run}-${lane}-${i}`;
    const answer = `answer-to-${requestId}`;
    const body = 'x'.repeat(lane * 400);
    if (i % 3 === 0) await ledger.record(entry({ requestId, answer: 'held', ...hold }, body));
    const kind = i % 3 === 0 ? 'after_hold' : 'decision';
    const recorded = await ledger.record(entry({ requestId, answer, kind }, body));
    if (recorded.kind === 'recorded') process.stdout.write(`${requestId} ${answer}\n`);
  }
}

await Promise.all(Array.from({ length: lanes }, (_, lane) => record(lane)));
