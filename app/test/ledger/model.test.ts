import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { answerOf, isHold } from '../../src/ledger/answer.ts';
import type { Entry, Ledger, Recollection, Recorded } from '../../src/ledger/ledger.ts';
import { LedgerError } from '../../src/ledger/ledger-error.ts';
import { MemoryLedger } from '../../src/ledger/memory.ts';
import { openSqliteLedger } from '../../src/ledger/sqlite/ledger.ts';
import { openLedgerForReading } from '../../src/ledger/sqlite/reader.ts';
import { verifyLedger } from '../../src/ledger/sqlite/verify-ledger.ts';
import { entry, hold, ledgerPath, sha256 } from '../helpers/ledger-entries.ts';

/** What a ledger must do, told in the simplest way. */
class Model {
  readonly answers = new Map<string, Entry>();
  rows = 0;

  recall({ row }: Entry): Recollection {
    const given = this.answers.get(row.requestId)?.row;
    if (given === undefined) return { kind: 'new' };
    if (given.payloadSha256 !== row.payloadSha256) {
      return { kind: 'changed', recordedSha256: given.payloadSha256 };
    }
    return { kind: 'answered', answer: answerOf(given) };
  }

  record(one: Entry): Recorded | 'refused' {
    const recalled = this.recall(one);
    const given = this.answers.get(one.row.requestId)?.row;
    const noted = one.row.kind === 'changed_request';
    if (!noted) {
      if (one.row.kind === 'after_hold' && given === undefined) return 'refused';
      const open = given !== undefined && one.row.kind === 'after_hold' && isHold(given);
      if (recalled.kind === 'changed') return recalled;
      if (recalled.kind === 'answered' && !open) return recalled;
      this.answers.set(one.row.requestId, one);
    }
    this.rows += 1;
    return { kind: 'recorded' };
  }
}

interface Real {
  ledger: Ledger;
  readonly reopen: (ledger: Ledger) => Promise<Ledger>;
}

class Reopen implements fc.AsyncCommand<Model, Real> {
  check = (): boolean => true;
  toString = (): string => 'reopen';
  async run(model: Model, real: Real): Promise<void> {
    real.ledger = await real.reopen(real.ledger);
    assert.equal(real.ledger.status().rows, model.rows);
  }
}

class Recall implements fc.AsyncCommand<Model, Real> {
  readonly #asked: Entry;
  constructor(asked: Entry) {
    this.#asked = asked;
  }
  check = (): boolean => true;
  toString = (): string => `recall ${this.#asked.row.requestId}`;
  async run(model: Model, real: Real): Promise<void> {
    const { row } = this.#asked;
    assert.deepEqual(await real.ledger.recall(row, row.payloadSha256), model.recall(this.#asked));
  }
}

/** Entries that are recorded at the same time. */
class RecordAll implements fc.AsyncCommand<Model, Real> {
  readonly #entries: readonly Entry[];
  constructor(entries: readonly Entry[]) {
    this.#entries = entries;
  }
  check = (): boolean => true;
  toString = (): string => `record ${JSON.stringify(this.#entries.map(({ row }) => row))}`;
  async run(model: Model, real: Real): Promise<void> {
    const expected = this.#entries.map((one) => model.record(one));
    const recorded = this.#entries.map((one) =>
      real.ledger.record(one).catch((error) => {
        assert.ok(error instanceof LedgerError);
        assert.equal(error.problem, 'no_hold_to_replace');
        return 'refused';
      }),
    );
    assert.deepEqual(await Promise.all(recorded), expected);
    assert.equal(real.ledger.status().rows, model.rows);
  }
}

const entries = fc
  .record({
    requestId: fc.constantFrom('a', 'b', 'c'),
    payloadSha256: fc.constantFrom(sha256('payload'), sha256('other')),
    kind: fc.constantFrom('decision', 'decision', 'after_hold', 'changed_request'),
    held: fc.boolean(),
    answer: fc.constantFrom('one', 'two'),
  })
  .map(({ held, ...row }) => entry(held ? { ...row, ...hold } : row));

const commands = fc.commands(
  [
    entries.map((one) => new Recall(one)),
    fc.array(entries, { minLength: 1, maxLength: 6 }).map((all) => new RecordAll(all)),
    fc.constant(new Reopen()),
  ],
  { maxCommands: 20 },
);

test('a memory ledger does what the model does', async () => {
  await fc.assert(
    fc.asyncProperty(commands, async (all) => {
      // Closing it would lose everything: it stays open.
      const real: Real = { ledger: new MemoryLedger(), reopen: async (ledger) => ledger };
      await fc.asyncModelRun(() => ({ model: new Model(), real }), all);
    }),
    { numRuns: 200 },
  );
});

async function runSqlite(t: TestContext, all: Iterable<fc.AsyncCommand<Model, Real>>): Promise<void> {
  const path = ledgerPath(t);
  const open = (): Promise<Ledger> => openSqliteLedger({ path, bodies: { mode: 'plain' } });
  const model = new Model();
  const real: Real = {
    ledger: await open(),
    async reopen(ledger) {
      await ledger.close();
      return open();
    },
  };
  try {
    await fc.asyncModelRun(() => ({ model, real }), all);
  } finally {
    await real.ledger.close();
  }
  const reader = openLedgerForReading(path);
  const verified = await verifyLedger(reader);
  reader.close();
  assert.equal(verified.ok && verified.value.rows, model.rows);
}

test('a SQLite ledger does what the model does, and its chain and index agree afterwards', async (t) => {
  await fc.assert(
    fc.asyncProperty(commands, (all) => runSqlite(t, all)),
    { numRuns: 12 },
  );
});
