/**
 * The main thread's end: starts the writer's thread and turns its messages into promises. One batch is under way at a
 * time (`queue.ts` keeps to that). If the thread ends by itself, the batch and all that follow are rejected.
 */

import { Worker } from 'node:worker_threads';
import { LedgerError } from '../ledger-error.ts';
import type { BatchWriter } from './queue.ts';
import type { Message, Reply } from './serve-writer.ts';
import type { Batch, Job, WriterOptions } from './writer.ts';

/** The last checkpoint of a full write-ahead log on a slow disk. */
export const closeTimeoutMs = 5_000;

const workerFile = new URL('./worker.ts', import.meta.url);

export interface WriterThread extends BatchWriter {
  readonly rowsAtOpening: number;
  /** Closes the file and resolves when the thread has ended. */
  close(): Promise<void>;
}

/** Rejects with a `LedgerError` when the file cannot be opened. `file` is the thread's program. */
export async function startWriterThread(options: WriterOptions, file = workerFile): Promise<WriterThread> {
  const worker = new Worker(file, { workerData: options });
  /** The reply that is awaited; the first one says that the file is open. */
  let waiting = Promise.withResolvers<Batch>();
  let stopped: LedgerError | undefined;

  const post = (message: Message): void => worker.postMessage(message);

  worker.on('message', (reply: Reply) => {
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
      resolve();
    });
  });

  const close = async (): Promise<void> => {
    post('close');
    // Everything recorded is on the disk already: a thread that does not end by itself may be ended.
    const late = setTimeout(() => void worker.terminate(), closeTimeoutMs);
    await ended;
    clearTimeout(late);
  };

  const { rows } = await waiting.promise.catch(async (error) => {
    await close();
    throw error;
  });
  return {
    rowsAtOpening: rows,
    stopped: () => stopped,
    // Not `async`: a function that waits keeps its arguments, and these are everything that the requests brought.
    write(jobs: readonly Job[]): Promise<Batch> {
      if (stopped !== undefined) return Promise.reject(stopped);
      waiting = Promise.withResolvers<Batch>();
      post(jobs);
      return waiting.promise;
    },
    close,
  };
}
