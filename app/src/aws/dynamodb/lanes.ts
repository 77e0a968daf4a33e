/**
 * The audit chains of one task. A chain's next row needs the hash of the row before, so one chain can have one write
 * under way; a task has several chains (lanes, each a writer of its own) and takes the first that is free. A task
 * with little to do writes one chain only.
 */

import { emptyHead, type Head } from '../../audit/chain.ts';
import { LedgerError } from '../../ledger/ledger-error.ts';

export interface Lane {
  readonly writer: string;
  /** The last row; undefined when a write may or may not have been carried out, until it was read again. */
  head: Head | undefined;
}

/** Some seconds of work; more would be answered too late anyway. */
export const maxWaiting = 4_096;

export class Lanes {
  readonly #prefix: string;
  readonly #most: number;
  readonly #free: Lane[] = [];
  readonly #waiting: ((lane: Lane) => void)[] = [];
  readonly #idle: (() => void)[] = [];
  #made = 0;
  #busy = 0;

  /** `prefix` names this run of this task: no other run ever writes these chains. */
  constructor(prefix: string, most: number) {
    this.#prefix = prefix;
    this.#most = most;
  }

  /** Writes under way and waiting. */
  get pending(): number {
    return this.#busy + this.#waiting.length;
  }

  /** The result of `work` on a lane that nobody else writes meanwhile. Rejects with `too_many_pending`. */
  async use<T>(work: (lane: Lane) => Promise<T>): Promise<T> {
    if (this.#waiting.length >= maxWaiting)
      throw new LedgerError('too_many_pending', 'the table does not keep up');
    const lane = await this.#take();
    try {
      return await work(lane);
    } finally {
      this.#giveBack(lane);
    }
  }

  /** Resolves when nothing is under way. */
  async drain(): Promise<void> {
    if (this.pending > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #take(): Promise<Lane> | Lane {
    const free = this.#free.pop() ?? this.#make();
    if (free === undefined) return new Promise((resolve) => this.#waiting.push(resolve));
    this.#busy += 1;
    return free;
  }

  #make(): Lane | undefined {
    if (this.#made === this.#most) return undefined;
    this.#made += 1;
    return { writer: `${this.#prefix}-${this.#made}`, head: emptyHead };
  }

  #giveBack(lane: Lane): void {
    const next = this.#waiting.shift();
    if (next !== undefined) {
      next(lane);
      return;
    }
    this.#free.push(lane);
    this.#busy -= 1;
    if (this.#busy === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }
}
