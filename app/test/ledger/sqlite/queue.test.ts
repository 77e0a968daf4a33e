import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LedgerError } from '../../../src/ledger/ledger-error.ts';
import {
  BatchQueue,
  type BatchWriter,
  maxPendingBytes,
  maxPendingEntries,
} from '../../../src/ledger/sqlite/queue.ts';
import type { Batch, Job } from '../../../src/ledger/sqlite/writer.ts';
import { rowContent } from '../../helpers/ledger-entries.ts';

function job(body = '', content = ''): Job {
  return { question: rowContent(), kind: 'decision', payloadSha256: '', bodySha256: '', content, body };
}

/** A writer whose batches end when the test says so. */
function gatedWriter(): BatchWriter & {
  readonly sizes: number[];
  readonly gates: PromiseWithResolvers<void>[];
} {
  const sizes: number[] = [];
  const gates: PromiseWithResolvers<void>[] = [];
  let rows = 0;
  return {
    sizes,
    gates,
    stopped: () => undefined,
    async write(jobs: readonly Job[]): Promise<Batch> {
      sizes.push(jobs.length);
      const gate = Promise.withResolvers<void>();
      gates.push(gate);
      await gate.promise;
      rows += jobs.length;
      return { outcomes: jobs.map(() => 'recorded'), rows };
    },
  };
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) await new Promise((resolve) => setImmediate(resolve));
}

test('what comes in one turn is one batch, and what comes while it is written is the next', async () => {
  const writer = gatedWriter();
  const queue = new BatchQueue(writer, 5);
  const first = [queue.add(job()), queue.add(job())];
  await turns(2);
  const second = [queue.add(job()), queue.add(job()), queue.add(job())];
  await turns(2);
  assert.deepEqual(writer.sizes, [2]);
  assert.deepEqual(queue.status(), { healthy: true, rows: 5, pending: 5 });
  writer.gates[0]?.resolve();
  await Promise.all(first);
  await turns(2);
  assert.deepEqual(writer.sizes, [2, 3]);
  writer.gates[1]?.resolve();
  assert.deepEqual(await Promise.all(second), ['recorded', 'recorded', 'recorded']);
  await queue.drain();
  assert.deepEqual(queue.status(), { healthy: true, rows: 5, pending: 0 });
});

test('the queue takes as many entries as its limit and not one more', async () => {
  const writer = gatedWriter();
  const queue = new BatchQueue(writer, 0);
  const taken = Array.from({ length: maxPendingEntries }, () => queue.add(job()));
  await assert.rejects(queue.add(job()), { name: 'LedgerError', problem: 'too_many_pending' });
  await turns(2);
  await assert.rejects(queue.add(job()), { problem: 'too_many_pending' });
  writer.gates[0]?.resolve();
  await Promise.all(taken);
  const next = queue.add(job());
  await turns(2);
  writer.gates[1]?.resolve();
  assert.equal(await next, 'recorded');
});

test('the queue takes as many bytes as its limit and not one more', async () => {
  const writer = gatedWriter();
  const queue = new BatchQueue(writer, 0);
  const taken = queue.add(job('x'.repeat(maxPendingBytes - 2), '{}'));
  await assert.rejects(queue.add(job('x'.repeat(1))), { problem: 'too_many_pending' });
  await turns(2);
  writer.gates[0]?.resolve();
  await taken;
  const next = queue.add(job('x'.repeat(1)));
  await turns(2);
  writer.gates[1]?.resolve();
  assert.equal(await next, 'recorded');
});

test('a failed batch rejects all its entries, shows its problem, and the next one is tried', async () => {
  const writer = gatedWriter();
  const queue = new BatchQueue(writer, 0);
  const failing = Promise.allSettled([queue.add(job()), queue.add(job())]);
  await turns(2);
  const next = queue.add(job());
  writer.gates[0]?.reject(new LedgerError('disk_full', 'no space'));
  for (const one of await failing) assert.equal(one.status === 'rejected' && one.reason.problem, 'disk_full');
  assert.deepEqual(queue.status(), { healthy: false, problem: 'disk_full', rows: 0, pending: 1 });
  await turns(2);
  writer.gates[1]?.resolve();
  assert.equal(await next, 'recorded');
  assert.equal(queue.status().healthy, true);
});

test('a failure of another kind is an error of the database to those who wait', async () => {
  const writer = gatedWriter();
  const queue = new BatchQueue(writer, 0);
  const failing = queue.add(job());
  await turns(2);
  writer.gates[0]?.reject(new TypeError('cannot be cloned'));
  await assert.rejects(failing, { problem: 'database_error' });
});

test('a writer that has stopped shows at once, not only when something is to be written', () => {
  const stopped = new LedgerError('writer_stopped', 'gone');
  const queue = new BatchQueue({ ...gatedWriter(), stopped: () => stopped }, 7);
  assert.deepEqual(queue.status(), { healthy: false, problem: 'writer_stopped', rows: 7, pending: 0 });
});

test('an empty queue is drained at once', async () => {
  await new BatchQueue(gatedWriter(), 0).drain();
});
