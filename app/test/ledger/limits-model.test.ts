/**
 * The port against a simple model: fast-check's commands approve, sign, refuse, let time pass and reopen, and after each
 * one the ledger and the model agree about what was answered and what is used.
 */

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import type { Ledger } from '../../src/ledger/ledger.ts';
import { MemoryLedger } from '../../src/ledger/memory.ts';
import { openSqliteLedger } from '../../src/ledger/sqlite/ledger.ts';
import { claiming, claimOf, draw, entry, hour, ledgerPath, noon } from '../helpers/ledger-entries.ts';

const windowMs = 24 * hour;
const releaseMs = 2 * hour;

/** An amount of one transaction under one counter. */
interface Counted {
  readonly txId: string;
  readonly counter: string;
  readonly amount: bigint;
  readonly until: number;
}

/** Every amount by itself, in one list. */
class Model {
  now = noon;
  asked = 0;
  counted: readonly Counted[] = [];
  readonly signed = new Set<string>();

  live(): readonly Counted[] {
    return this.counted.filter(({ until }) => until > this.now);
  }

  used(counter: string): bigint {
    return this.live().reduce((sum, one) => (one.counter === counter ? sum + one.amount : sum), 0n);
  }

  take({ txId, signs, amounts }: Approval): boolean {
    const held = (counter: string): Counted | undefined =>
      this.live().find((one) => one.txId === txId && one.counter === counter);
    const extra = (counter: string, amount: bigint): bigint => {
      const more = amount - (held(counter)?.amount ?? 0n);
      return more > 0n ? more : 0n;
    };
    const fits = amounts.every(
      ([counter, amount]) =>
        extra(counter, amount) === 0n || this.used(counter) + extra(counter, amount) <= caps[counter],
    );
    if (!fits) return false;
    const signed = signs || this.signed.has(txId);
    for (const [counter, amount] of amounts) {
      const before = held(counter);
      const until = Math.max(this.now + (signed ? windowMs : releaseMs), before?.until ?? 0);
      const total = (before?.amount ?? 0n) + extra(counter, amount);
      this.counted = [
        ...this.live().filter((one) => one !== before),
        { txId, counter, amount: total, until },
      ];
    }
    // What nothing is counted for is not remembered either.
    if (signed && this.live().some((one) => one.txId === txId)) this.signed.add(txId);
    return true;
  }

  refuse(txId: string): void {
    if (!this.signed.has(txId)) this.counted = this.counted.filter((one) => one.txId !== txId);
  }
}

const caps = { a: 10n, b: 25n };
type Counter = keyof typeof caps;

interface Approval {
  readonly txId: string;
  readonly signs: boolean;
  readonly amounts: readonly (readonly [Counter, bigint])[];
}

interface Real {
  ledger: Ledger;
  readonly reopen: (ledger: Ledger) => Promise<Ledger>;
}

type Command = fc.AsyncCommand<Model, Real>;

async function compareUsed(model: Model, { ledger }: Real): Promise<void> {
  model.asked += 1;
  const endless = claimOf(
    (['a', 'b'] as const).map((counter) => draw(counter, 1_000n, 0n, model.now + windowMs)),
    { txId: 'looks', now: model.now },
  );
  const told = await ledger.record(claiming(`look-${model.asked}`, endless));
  assert.ok(told.kind === 'exceeded');
  assert.deepEqual(
    told.shortfalls.map(({ used }) => used),
    [model.used('a'), model.used('b')],
  );
}

class Approve implements Command {
  readonly #approval: Approval;
  constructor(approval: Approval) {
    this.#approval = approval;
  }
  check = (): boolean => true;
  toString = (): string => {
    const { txId, signs, amounts } = this.#approval;
    return `${signs ? 'sign' : 'approve'} ${txId} ${amounts.map(([counter, amount]) => `${counter}:${amount}`)}`;
  };
  async run(model: Model, real: Real): Promise<void> {
    const { txId, signs, amounts } = this.#approval;
    model.asked += 1;
    const { now } = model;
    const draws = amounts.map(([counter, amount]) => draw(counter, amount, caps[counter], now + windowMs));
    const claim = claimOf(draws, { txId, now, confirms: signs, releaseAt: now + releaseMs });
    const { kind } = await real.ledger.record(claiming(`ask-${model.asked}`, claim));
    assert.equal(kind, model.take(this.#approval) ? 'recorded' : 'exceeded');
    await compareUsed(model, real);
  }
}

class Refuse implements Command {
  readonly #txId: string;
  constructor(txId: string) {
    this.#txId = txId;
  }
  check = (): boolean => true;
  toString = (): string => `refuse ${this.#txId}`;
  async run(model: Model, real: Real): Promise<void> {
    model.asked += 1;
    model.refuse(this.#txId);
    const releases = { txId: this.#txId, now: model.now };
    await real.ledger.record({ ...entry({ requestId: `no-${model.asked}`, action: 'REJECT' }), releases });
    await compareUsed(model, real);
  }
}

class Wait implements Command {
  readonly #ms: number;
  constructor(ms: number) {
    this.#ms = ms;
  }
  check = (): boolean => true;
  toString = (): string => `wait ${this.#ms}`;
  async run(model: Model, real: Real): Promise<void> {
    model.now += this.#ms;
    await compareUsed(model, real);
  }
}

class Reopen implements Command {
  check = (): boolean => true;
  toString = (): string => 'reopen';
  async run(model: Model, real: Real): Promise<void> {
    real.ledger = await real.reopen(real.ledger);
    await compareUsed(model, real);
  }
}

const txIds = fc.constantFrom('x', 'y', 'z');
const amounts = fc.uniqueArray(fc.tuple(fc.constantFrom<Counter>('a', 'b'), fc.bigInt(1n, 9n)), {
  minLength: 1,
  maxLength: 2,
  selector: ([counter]) => counter,
});
const commands = fc.commands(
  [
    fc.record({ txId: txIds, signs: fc.boolean(), amounts }).map((approval) => new Approve(approval)),
    txIds.map((txId) => new Refuse(txId)),
    fc.constantFrom(hour / 2, hour, releaseMs, 7 * hour, windowMs).map((ms) => new Wait(ms)),
    fc.constant(new Reopen()),
  ],
  { maxCommands: 40 },
);

test('a memory ledger counts what the model counts', async () => {
  await fc.assert(
    fc.asyncProperty(commands, async (all) => {
      const real: Real = { ledger: new MemoryLedger(), reopen: async (ledger) => ledger };
      await fc.asyncModelRun(() => ({ model: new Model(), real }), all);
    }),
    { numRuns: 300 },
  );
});

async function runSqlite(t: TestContext, all: Iterable<Command>): Promise<void> {
  const path = ledgerPath(t);
  const open = (): Promise<Ledger> => openSqliteLedger({ path, bodies: { mode: 'plain' } });
  const real: Real = {
    ledger: await open(),
    async reopen(ledger) {
      await ledger.close();
      return open();
    },
  };
  try {
    await fc.asyncModelRun(() => ({ model: new Model(), real }), all);
  } finally {
    await real.ledger.close();
  }
}

test('a SQLite ledger counts what the model counts, also after it was closed and opened again', async (t) => {
  await fc.assert(
    fc.asyncProperty(commands, (all) => runSqlite(t, all)),
    { numRuns: 15 },
  );
});
