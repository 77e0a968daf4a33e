import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { serialiseContent } from '../../../src/audit/chain.ts';
import { questionOf } from '../../../src/ledger/answer.ts';
import { serveWriter } from '../../../src/ledger/sqlite/serve-writer.ts';
import { closeTimeoutMs, startWriterThread } from '../../../src/ledger/sqlite/thread.ts';
import type { Job } from '../../../src/ledger/sqlite/writer.ts';
import { ledgerPath, rowContent } from '../../helpers/ledger-entries.ts';

const bodies = { mode: 'plain' } as const;

function job(): Job {
  const row = rowContent();
  const { kind, payloadSha256, bodySha256 } = row;
  const content = serialiseContent(row);
  return { question: questionOf(row), kind, payloadSha256, bodySha256, content, body: 'body' };
}

/** A thread that opens well and then does `onBatch` when it is sent something. */
function program(onBatch: string): URL {
  return new URL(`data:text/javascript,
    import { parentPort } from 'node:worker_threads';
    parentPort.postMessage({ kind: 'written', batch: { outcomes: [], rows: 3 } });
    parentPort.once('message', () => { ${onBatch} });`);
}

test('a thread that ends by itself rejects the batch and everything after it', async (t) => {
  const options = { path: ledgerPath(t), bodies };
  const thread = await startWriterThread(options, program('process.exit(0)'));
  assert.equal(thread.rowsAtOpening, 3);
  assert.equal(thread.stopped(), undefined);
  await assert.rejects(thread.write([job()]), { name: 'LedgerError', problem: 'writer_stopped' });
  assert.equal(thread.stopped()?.problem, 'writer_stopped');
  await assert.rejects(thread.write([job()]), { problem: 'writer_stopped' });
  await thread.close();
});

test('a thread that does not close when told is ended', async (t) => {
  const thread = await startWriterThread(
    { path: ledgerPath(t), bodies },
    program('setInterval(() => {}, 1000)'),
  );
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const closed = thread.close();
  t.mock.timers.tick(closeTimeoutMs);
  await closed;
});

test('a thread that fails says of what', async (t) => {
  const options = { path: ledgerPath(t), bodies };
  const thread = await startWriterThread(options, program('throw new RangeError("out of rows")'));
  await assert.rejects(thread.write([job()]), { message: 'writer_stopped: RangeError: out of rows' });
  await thread.close();
});

test('a file that cannot be opened is told by its own name, and the thread ends', async (t) => {
  const path = `${ledgerPath(t)}/none`;
  await assert.rejects(startWriterThread({ path, bodies }), {
    name: 'LedgerError',
    problem: 'path_unusable',
  });
});

/** Talks to a writer in this thread. */
function serve(path: string): { readonly port: MessagePort; readonly reply: () => Promise<unknown> } {
  const { port1, port2 } = new MessageChannel();
  const replies: unknown[] = [];
  let wake: () => void = () => {};
  port1.on('message', (message) => {
    replies.push(message);
    wake();
  });
  serveWriter(port2, { path, bodies });
  return {
    port: port1,
    async reply() {
      if (replies.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      return replies.shift();
    },
  };
}

test('the writer replies to opening, to each batch, and closes its port when told', async (t) => {
  const { port, reply } = serve(ledgerPath(t));
  assert.deepEqual(await reply(), { kind: 'written', batch: { outcomes: [], rows: 0 } });
  port.postMessage([job(), job()]);
  const answer = {
    action: 'APPROVE',
    reason: 'permitted',
    body: rowContent().answer,
    answerKey: 'answer-key-1',
  };
  const outcomes = ['recorded', { kind: 'answered', answer }];
  assert.deepEqual(await reply(), { kind: 'written', batch: { outcomes, rows: 1 } });
  const closed = new Promise((resolve) => port.once('close', resolve));
  port.postMessage('close');
  await closed;
});

test('a batch that cannot be written is a reply, and the writer goes on', async (t) => {
  const { port, reply } = serve(ledgerPath(t));
  await reply();
  port.postMessage([{ ...job(), content: null }]);
  const failed = await reply();
  assert.ok(typeof failed === 'object' && failed !== null && 'problem' in failed);
  assert.equal(failed.problem, 'database_error');
  port.postMessage([job()]);
  assert.deepEqual(await reply(), { kind: 'written', batch: { outcomes: ['recorded'], rows: 1 } });
  const closed = new Promise((resolve) => port.once('close', resolve));
  port.postMessage('close');
  await closed;
});

test('a writer that cannot open says why and waits to be told to go', async (t) => {
  const { port, reply } = serve(`${ledgerPath(t)}/none`);
  const failed = await reply();
  assert.ok(typeof failed === 'object' && failed !== null && 'problem' in failed);
  assert.equal(failed.problem, 'path_unusable');
  const closed = new Promise((resolve) => port.once('close', resolve));
  port.postMessage('close');
  await closed;
});
