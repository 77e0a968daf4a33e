/**
 * The main thread's end: starts the writer's thread and turns its messages into promises. One batch is under way at a
 * time (`queue.ts` keeps to that). If the thread ends by itself, the batch and all that follow are rejected.
 */

import { MessageChannel, Worker } from 'node:worker_threads';
import { LedgerError } from '../ledger-error.ts';
import type { BatchWriter } from './queue.ts';
import type { Message, Reply } from './serve-writer.ts';
import type { Batch, Job, WriterOptions } from './writer.ts';

const workerFile = new URL('./worker.ts', import.meta.url);

export interface WriterThread extends BatchWriter {
  readonly rowsAtOpening: number;
  /** Closes the file and resolves when the thread has ended. */
  close(): Promise<void>;
}

/** Rejects with a `LedgerError` when the file cannot be opened. `file` is the thread's program. */
export async function startWriterThread(options: WriterOptions, file = workerFile): Promise<WriterThread> {
  const { port1: port, port2 } = new MessageChannel();
  const worker = new Worker(file, { workerData: { port: port2, options }, transferList: [port2] });
  /** The reply that is awaited; the first one says that the file is open. */
  let waiting = Promise.withResolvers<Batch>();
  let stopped: LedgerError | undefined;

  const post = (message: Message): void => port.postMessage(message);

  port.on('message', (reply: Reply) => {
    if (reply.kind === 'written') waiting.resolve(reply.batch);
    else waiting.reject(new LedgerError(reply.problem, reply.message));
  });
  worker.once('error', (error) => {
    stopped = new LedgerError('writer_stopped', String(error), { cause: error });
  });
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      stopped ??= new LedgerError('writer_stopped', 'the thread has ended');
      waiting.reject(stopped);
      port.close();
      resolve();
    });
  });

  const close = async (): Promise<void> => {
    post('close');
    await ended;
  };

  const { rows } = await waiting.promise.catch(async (error) => {
    await close();
    throw error;
  });
  return {
    rowsAtOpening: rows,
    stopped: () => stopped,
    async write(jobs: readonly Job[]): Promise<Batch> {
      if (stopped !== undefined) throw stopped;
      waiting = Promise.withResolvers<Batch>();
      post(jobs);
      return waiting.promise;
    },
    close,
  };
}
