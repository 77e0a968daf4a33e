/**
 * Natural batching: while one batch is being written, entries gather and become the next one. Nothing waits for a
 * timer: a batch leaves at the end of the event loop's turn, when every request that had arrived has been decided. So an
 * entry that is alone is written at once, and under load many share one write to the disk.
 */

import { setImmediate } from 'node:timers/promises';
import type { LedgerStatus } from '../ledger.ts';
import { LedgerError } from '../ledger-error.ts';
import { toLedgerError } from './trouble.ts';
import type { Batch, Job, Outcome } from './writer.ts';

export interface BatchWriter {
  /** Rejects when nothing of the batch is recorded. Called again only after that. */
  write(jobs: readonly Job[]): Promise<Batch>;
  /** Why no batch will be written any more; `undefined` while one can be. */
  stopped(): LedgerError | undefined;
}

/** Some seconds of a slow disk's work; more would be answered too late anyway. */
export const maxPendingEntries = 4096;
/** Bounds the memory of entries that wait, whatever their bodies' size. */
export const maxPendingBytes = 64 * 1024 * 1024;

interface Waiting {
  readonly job: Job;
  readonly promise: PromiseWithResolvers<Outcome>;
}

export class BatchQueue {
  readonly #writer: BatchWriter;
  #gathering: Waiting[] = [];
  /** Entries and bytes in `#gathering` and in the batch under way. */
  #pending = 0;
  #pendingBytes = 0;
  #rows: number;
  #trouble: LedgerError | undefined;
  #running: Promise<void> | undefined;

  constructor(writer: BatchWriter, rows: number) {
    this.#writer = writer;
    this.#rows = rows;
  }

  /** Resolves when the job's batch is on the disk. Rejects with a `LedgerError`. */
  add(job: Job): Promise<Outcome> {
    const bytes = sizeOf(job);
    if (this.#pending >= maxPendingEntries || this.#pendingBytes + bytes > maxPendingBytes) {
      return Promise.reject(new LedgerError('too_many_pending', 'the disk does not keep up'));
    }
    this.#pending += 1;
    this.#pendingBytes += bytes;
    const promise = Promise.withResolvers<Outcome>();
    this.#gathering.push({ job, promise });
    this.#running ??= this.#run();
    return promise.promise;
  }

  status(): LedgerStatus {
    const counts = { rows: this.#rows, pending: this.#pending };
    const trouble = this.#writer.stopped() ?? this.#trouble;
    return trouble === undefined
      ? { healthy: true, ...counts }
      : { healthy: false, problem: trouble.problem, ...counts };
  }

  /** Resolves when nothing is pending. */
  async drain(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#gathering.length > 0) {
      await setImmediate();
      const batch = this.#gathering;
      this.#gathering = [];
      await this.#write(batch);
    }
    this.#running = undefined;
  }

  /** Takes the batch over: its jobs are let go as soon as the writer has them, which is long before they are written. */
  async #write(batch: Waiting[]): Promise<void> {
    const promises = batch.map(({ promise }) => promise);
    const bytes = batch.reduce((sum, { job }) => sum + sizeOf(job), 0);
    try {
      const { outcomes, rows } = await this.#writer.write(batch.splice(0).map(({ job }) => job));
      this.#rows = rows;
      this.#trouble = undefined;
      for (const [i, outcome] of outcomes.entries()) promises[i]?.resolve(outcome);
    } catch (error) {
      const trouble = toLedgerError(error);
      this.#trouble = trouble;
      for (const promise of promises) promise.reject(trouble);
    }
    this.#pending -= promises.length;
    this.#pendingBytes -= bytes;
  }
}

function sizeOf(job: Job): number {
  return job.content.length + job.body.length;
}
