import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openSqliteLedger } from '../../../src/ledger/sqlite/ledger.ts';
import { openLedgerForReading } from '../../../src/ledger/sqlite/reader.ts';
import { verifyLedger } from '../../../src/ledger/sqlite/verify-ledger.ts';
import { ledgerPath, rowContent, sha256 } from '../../helpers/ledger-entries.ts';

const recorder = fileURLToPath(new URL('../../helpers/ledger-recorder.ts', import.meta.url));
const rounds = 8;
/** More than one checkpoint of the write-ahead log. */
const mostAcknowledged = 800;

/** Runs the recorder, kills it after so many lines, and returns every line that it could still say. */
async function recordUntilKilled(path: string, run: string, lines: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [recorder, path, run], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const said: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    said.push(line);
    if (said.length === lines) child.kill('SIGKILL');
  }
  assert.deepEqual(await ended, [null, 'SIGKILL']);
  return said;
}

test('kill -9 at any moment loses no acknowledged entry and changes no answer', async (t) => {
  const path = ledgerPath(t);
  const acknowledged = new Map<string, string>();
  for (let round = 0; round < rounds; round += 1) {
    const lines = randomInt(1, mostAcknowledged);
    for (const line of await recordUntilKilled(path, `run${round}`, lines)) {
      const [requestId = '', answer = ''] = line.split(' ');
      acknowledged.set(requestId, answer);
    }
    const reader = openLedgerForReading(path);
    const verified = await verifyLedger(reader);
    reader.close();
    assert.ok(verified.ok, `round ${round}, killed after ${lines}: ${JSON.stringify(verified)}`);
    assert.ok(verified.value.rows >= acknowledged.size);
  }
  const ledger = await openSqliteLedger({ path, bodies: { mode: 'plain' } });
  for (const [requestId, body] of acknowledged) {
    const recalled = await ledger.recall(rowContent({ requestId }), sha256('payload'));
    assert.equal(recalled.kind === 'answered' && recalled.answer.body, body);
  }
  await ledger.close();
});

test('a second process is refused while the first one runs, and let in when it was killed', async (t) => {
  const path = ledgerPath(t);
  const child = spawn(process.execPath, [recorder, path, 'run'], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  const options = { path, bodies: { mode: 'plain' } } as const;
  await assert.rejects(openSqliteLedger(options), { problem: 'in_use_by_another_process' });
  child.stdout.resume();
  child.kill('SIGKILL');
  await once(child, 'exit');
  const ledger = await openSqliteLedger(options);
  assert.ok(ledger.status().rows > 0);
  await ledger.close();
});
