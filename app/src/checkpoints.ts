/**
 * Makes checkpoints while the service runs: asks the ledger for the end of every chain, signs, and puts the statement
 * into the ledger and, where one is configured, into a bucket. Nothing is said while nothing has been written.
 */

import { randomBytes } from 'node:crypto';
import {
  bytesToSign,
  type Checkpoint,
  hashStatement,
  noStatement,
  statementText,
} from './audit/checkpoint.ts';
import type { Report } from './audit/events.ts';
import { faultName } from './callback/fault-name.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { AnswerSigner } from './token/answer.ts';

export const checkpointPeriodMs = 60_000;

export interface CheckpointContext {
  readonly ledger: Pick<Ledger, 'heads' | 'note'>;
  readonly signer: () => Promise<AnswerSigner>;
  /** Keeps a checkpoint outside the ledger under its name, for ever. */
  readonly keep?: (name: string, checkpoint: Checkpoint) => Promise<void>;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly report: Report;
}

export class Checkpoints {
  readonly #context: CheckpointContext;
  readonly #series = randomBytes(8).toString('hex');
  #number = 0;
  #previous = noStatement;
  /** Rows of all chains after the last checkpoint, its own row included. */
  #rows = 0;
  #running: Promise<void> | undefined;

  constructor(context: CheckpointContext) {
    this.#context = context;
  }

  /** One at a time. A failure is reported, and the next one tells what this one would have told. */
  make(): Promise<void> {
    this.#running ??= this.#make()
      .catch((error) => {
        this.#context.report({ event: 'ledger_fault', operation: 'checkpoint', problem: faultName(error) });
      })
      .finally(() => {
        this.#running = undefined;
      });
    return this.#running;
  }

  async #make(): Promise<void> {
    const { ledger, signer: openSigner, keep, clock } = this.#context;
    const heads = await ledger.heads();
    let rows = 0;
    for (const { seq } of heads.values()) rows += seq;
    if (rows === this.#rows) return;
    const at = new Date(clock()).toISOString();
    const number = this.#number + 1;
    const statement = statementText({ series: this.#series, number, at, previous: this.#previous, heads });
    const signer = await openSigner();
    const signature = Buffer.from(await signer.sign(bytesToSign(statement))).toString('base64url');
    const { fingerprint: signedBy, algorithm } = signer;
    const checkpoint = { statement, signedBy, algorithm, signature };
    await ledger.note({ at, kind: 'checkpoint', ...checkpoint });
    this.#number = number;
    this.#previous = hashStatement(statement);
    this.#rows = rows + 1;
    await keep?.(`${at.slice(0, 10)}/${this.#series}-${String(number).padStart(8, '0')}.json`, checkpoint);
  }
}
