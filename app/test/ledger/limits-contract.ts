/**
 * What every adapter of the ledger port must do about limits, exceptions and what operators set. Part of the contract
 * suite: `contract.ts` calls it.
 */

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Claim, Draw } from '../../src/ledger/claim.ts';
import {
  exceptionChange,
  pauseChange,
  priceChange,
  readControls,
  resumeChange,
} from '../../src/ledger/control.ts';
import type { Entry, Ledger, Recorded } from '../../src/ledger/ledger.ts';
import { claiming, claimOf, draw, entry, hour, noon, sha256 } from '../helpers/ledger-entries.ts';

/** Records as the pipeline does: what `recall` read is handed on. */
async function record(ledger: Ledger, given: Entry): Promise<Recorded> {
  const { claim, releases } = given;
  const txId = claim?.txId ?? releases?.txId;
  const recalled = await ledger.recall(given.row, given.row.payloadSha256, () => ({
    ...(txId !== undefined && { txId }),
    ...(claim && { claim }),
  }));
  if (recalled.kind === 'new' && recalled.standing)
    return ledger.record({ ...given, standing: recalled.standing });
  return ledger.record(given);
}

const recorded = { kind: 'recorded' };

export function limitsContract(open: (t: TestContext) => Promise<Ledger>): void {
  let asked = 0;
  /** A new question each time. */
  const take = (ledger: Ledger, draws: readonly Draw[], changes: Partial<Claim> = {}): Promise<Recorded> => {
    asked += 1;
    return record(ledger, claiming(`limits-${asked}`, claimOf(draws, changes)));
  };

  /** What is used of a counter, as a claim that can never fit is told. */
  async function used(ledger: Ledger, counter: string, now = noon): Promise<bigint> {
    const claim = { txId: 'asks', now, releaseAt: now + 2 * hour };
    const told = await take(ledger, [draw(counter, 10n ** 36n, 10n ** 35n, now + 24 * hour)], claim);
    assert.ok(told.kind === 'exceeded');
    return told.shortfalls[0]?.used ?? -1n;
  }

  test('an amount fits up to the cap and not by one more', async (t) => {
    const ledger = await open(t);
    assert.deepEqual(await take(ledger, [draw('a', 60n, 100n)], { txId: 'one' }), recorded);
    assert.deepEqual(await take(ledger, [draw('a', 41n, 100n)], { txId: 'two' }), {
      kind: 'exceeded',
      shortfalls: [{ of: 'a', used: 60n, freeAt: noon + 2 * hour }],
    });
    assert.deepEqual(await take(ledger, [draw('a', 40n, 100n)], { txId: 'three' }), recorded);
    assert.equal(await used(ledger, 'a'), 100n);
    await ledger.close();
  });

  test('amounts are exact where a floating number is not', async (t) => {
    const ledger = await open(t);
    const cap = 10n ** 35n;
    assert.deepEqual(await take(ledger, [draw('a', cap - 1n, cap)], { txId: 'one' }), recorded);
    assert.equal((await take(ledger, [draw('a', 2n, cap)], { txId: 'two' })).kind, 'exceeded');
    assert.deepEqual(await take(ledger, [draw('a', 1n, cap)], { txId: 'two' }), recorded);
    await ledger.close();
  });

  test('limits of one decision are taken together or not at all, and then nothing is recorded', async (t) => {
    const ledger = await open(t);
    const both = [draw('a', 5n, 10n), draw('b', 5n, 4n)];
    assert.deepEqual(await take(ledger, both), { kind: 'exceeded', shortfalls: [{ of: 'b', used: 0n }] });
    assert.equal(await used(ledger, 'a'), 0n);
    assert.equal(ledger.status().rows, 0);
    await ledger.close();
  });

  test('a transaction is counted once across stages, retries and signers', async (t) => {
    const ledger = await open(t);
    for (const confirms of [false, false, true, true, false]) {
      assert.deepEqual(await take(ledger, [draw('a', 7n, 10n)], { confirms }), recorded);
    }
    assert.equal(await used(ledger, 'a'), 7n);
    await ledger.close();
  });

  test('what is asked more for the same transaction is counted beside what was', async (t) => {
    const ledger = await open(t);
    await take(ledger, [draw('a', 7n, 10n)]);
    assert.equal((await take(ledger, [draw('a', 11n, 10n)])).kind, 'exceeded');
    assert.deepEqual(await take(ledger, [draw('a', 9n, 10n)]), recorded);
    assert.equal(await used(ledger, 'a'), 9n);
    await ledger.close();
  });

  test('an approval that is not signed stops counting by itself, and a signed one does not', async (t) => {
    const ledger = await open(t);
    await take(ledger, [draw('a', 4n, 10n)], { txId: 'unsigned' });
    await take(ledger, [draw('a', 5n, 10n)], { txId: 'signed' });
    await take(ledger, [draw('a', 5n, 10n)], { txId: 'signed', confirms: true });
    assert.equal(await used(ledger, 'a', noon + 2 * hour - 1), 9n);
    assert.equal(await used(ledger, 'a', noon + 2 * hour), 5n);
    await ledger.close();
  });

  test('a signature counts from the moment at which it is given', async (t) => {
    const ledger = await open(t);
    await take(ledger, [draw('a', 5n, 10n)]);
    const later = noon + hour;
    await take(ledger, [draw('a', 5n, 10n, later + 24 * hour)], {
      now: later,
      confirms: true,
      releaseAt: later + 2 * hour,
    });
    assert.equal(await used(ledger, 'a', noon + 24 * hour), 5n);
    assert.equal(await used(ledger, 'a', later + 24 * hour), 0n);
    await ledger.close();
  });

  test('what has left the window is free again, for another transaction and for a signature that comes late', async (t) => {
    const ledger = await open(t);
    await take(ledger, [draw('a', 10n, 10n)], { txId: 'first', confirms: true });
    const next = noon + 24 * hour;
    const claim = { now: next, releaseAt: next + 2 * hour, confirms: true };
    assert.deepEqual(
      await take(ledger, [draw('a', 10n, 10n, next + 24 * hour)], { ...claim, txId: 'second' }),
      recorded,
    );
    assert.equal(await used(ledger, 'a', next), 10n);
    await ledger.close();
  });

  test('a refusal gives back what was reserved, once, and never what was signed', async (t) => {
    const ledger = await open(t);
    const refuse = (requestId: string, txId: string): Promise<Recorded> =>
      record(ledger, { ...entry({ requestId, action: 'REJECT' }), releases: { txId, now: noon } });
    await take(ledger, [draw('a', 3n, 10n)], { txId: 'reserved' });
    await take(ledger, [draw('a', 4n, 10n)], { txId: 'signed', confirms: true });
    for (const requestId of ['one', 'two']) assert.deepEqual(await refuse(requestId, 'reserved'), recorded);
    assert.deepEqual(await refuse('three', 'signed'), recorded);
    assert.deepEqual(await refuse('four', 'unknown'), recorded);
    assert.equal(await used(ledger, 'a'), 4n);
    assert.deepEqual(
      await take(ledger, [draw('a', 3n, 10n)], { txId: 'reserved', confirms: true }),
      recorded,
    );
    assert.equal(await used(ledger, 'a'), 7n);
    await ledger.close();
  });

  test('an entry that loses takes nothing and gives nothing back', async (t) => {
    const ledger = await open(t);
    await record(ledger, claiming('same', claimOf([draw('a', 3n, 10n)])));
    const again = await record(ledger, claiming('same', claimOf([draw('a', 3n, 10n)], { txId: 'other' })));
    assert.equal(again.kind, 'answered');
    const refusal = {
      ...entry({ requestId: 'same', action: 'REJECT' }),
      releases: { txId: 'tx-1', now: noon },
    };
    assert.equal((await record(ledger, refusal)).kind, 'answered');
    assert.equal(await used(ledger, 'a'), 3n);
    await ledger.close();
  });

  test('of many at once only as many are recorded as fit', async (t) => {
    const ledger = await open(t);
    const all = await Promise.all(
      Array.from({ length: 30 }, (_, i) => take(ledger, [draw('a', 1n, 10n)], { txId: `tx-${i}` })),
    );
    assert.equal(all.filter(({ kind }) => kind === 'recorded').length, 10);
    assert.equal(all.filter(({ kind }) => kind === 'exceeded').length, 20);
    assert.equal(await used(ledger, 'a'), 10n);
    assert.equal(ledger.status().rows, 10);
    await ledger.close();
  });

  test('a lowered cap counts what is used already, and a raised one gives what it adds', async (t) => {
    const ledger = await open(t);
    for (const txId of ['one', 'two', 'three', 'four']) await take(ledger, [draw('a', 10n, 40n)], { txId });
    assert.equal((await take(ledger, [draw('a', 1n, 20n)], { txId: 'five' })).kind, 'exceeded');
    assert.deepEqual(await take(ledger, [draw('a', 10n, 20n)], { txId: 'four', confirms: true }), recorded);
    assert.deepEqual(await take(ledger, [draw('a', 5n, 45n)], { txId: 'six' }), recorded);
    assert.equal((await take(ledger, [draw('a', 1n, 45n)], { txId: 'seven' })).kind, 'exceeded');
    await ledger.close();
  });

  test('a clock that went back frees nothing: the counter refuses to answer', async (t) => {
    const ledger = await open(t);
    await take(ledger, [draw('a', 10n, 10n)], { txId: 'first', confirms: true });
    const later = noon + 25 * hour;
    const claim = { now: later, releaseAt: later + 2 * hour };
    await take(ledger, [draw('a', 1n, 10n, later + 24 * hour)], { ...claim, txId: 'second' });
    await assert.rejects(take(ledger, [draw('a', 1n, 10n)], { txId: 'third' }), { problem: 'clock_behind' });
    // Another task, whose clock is five seconds behind, goes on.
    const near = { now: later - 5_000, releaseAt: later + hour, txId: 'fourth' };
    assert.deepEqual(await take(ledger, [draw('a', 1n, 10n, later + 24 * hour)], near), recorded);
    await ledger.close();
  });

  test('the first payment to a place is small, and the next one waits', async (t) => {
    const ledger = await open(t);
    const to = (small: boolean) => ({ firsts: [{ place: 'shop', small, waitMs: 24 * hour }] });
    assert.deepEqual(await take(ledger, [], { txId: 'large', ...to(false) }), {
      kind: 'exceeded',
      shortfalls: [{ of: 'shop', used: 0n }],
    });
    assert.deepEqual(await take(ledger, [], { txId: 'small', ...to(true) }), recorded);
    assert.deepEqual(await take(ledger, [], { txId: 'small', ...to(true), confirms: true }), recorded);
    assert.deepEqual(await take(ledger, [], { txId: 'next', ...to(true), now: noon + 24 * hour - 1 }), {
      kind: 'exceeded',
      shortfalls: [{ of: 'shop', used: 1n, freeAt: noon + 24 * hour }],
    });
    assert.deepEqual(await take(ledger, [], { txId: 'next', ...to(false), now: noon + 24 * hour }), recorded);
    await ledger.close();
  });

  test('a first payment that was refused or never signed was none', async (t) => {
    const ledger = await open(t);
    const firsts = [{ place: 'shop', small: true, waitMs: 24 * hour }];
    await take(ledger, [], { txId: 'refused', firsts });
    await record(ledger, {
      ...entry({ requestId: 'refusal', action: 'REJECT' }),
      releases: { txId: 'refused', now: noon },
    });
    assert.deepEqual(await take(ledger, [], { txId: 'unsigned', firsts }), recorded);
    assert.equal((await take(ledger, [], { txId: 'third', firsts })).kind, 'exceeded');
    const later = { now: noon + 2 * hour, releaseAt: noon + 4 * hour };
    assert.deepEqual(await take(ledger, [], { txId: 'third', firsts, ...later }), recorded);
    // The refusal of one that is not the first any more changes nothing.
    const late = { txId: 'unsigned', now: noon + 2 * hour };
    await record(ledger, { ...entry({ requestId: 'late', action: 'REJECT' }), releases: late });
    assert.equal((await take(ledger, [], { txId: 'fourth', firsts, ...later })).kind, 'exceeded');
    await ledger.close();
  });

  test('an exception lifts every cap once, and what it lets through counts', async (t) => {
    const ledger = await open(t);
    const exception = sha256('payload');
    const grant = exceptionChange({ payloadSha256: exception, until: noon + hour });
    await ledger.note({ at: '', kind: 'control', changes: [grant], by: 'an operator', why: 'agreed' });
    const firsts = [{ place: 'shop', small: false, waitMs: 24 * hour }];
    const over = [draw('a', 15n, 10n)];
    assert.deepEqual(await take(ledger, over, { txId: 'over', firsts, exception }), recorded);
    assert.equal(await used(ledger, 'a'), 15n);
    assert.deepEqual(await take(ledger, [], { txId: 'other', exception }), {
      kind: 'exceeded',
      shortfalls: [],
    });
    const { exceptions } = readControls(await ledger.controls());
    assert.equal(exceptions.get(exception)?.usedBy, 'over');
    await ledger.close();
  });

  test('an exception that is over, or that nobody granted, lifts nothing', async (t) => {
    const ledger = await open(t);
    const exception = sha256('payload');
    const nothing = { kind: 'exceeded', shortfalls: [] };
    assert.deepEqual(await take(ledger, [], { exception }), nothing);
    const grant = exceptionChange({ payloadSha256: exception, until: noon });
    await ledger.note({ at: '', kind: 'control', changes: [grant], by: '', why: '' });
    assert.deepEqual(await take(ledger, [], { exception }), nothing);
    await ledger.close();
  });

  test('what operators set is read back, is a row of the chain, and ends when it is unset', async (t) => {
    const ledger = await open(t);
    const note = {
      at: '2026-03-01T12:00:00.000Z',
      kind: 'control',
      by: 'an operator',
      why: 'an incident',
    } as const;
    const changes = [
      pauseChange({ subject: 'source:7', answer: 'RETRY' }),
      priceChange('ETH', { usd: '3000.5', at: noon }),
    ];
    await ledger.note({ ...note, changes });
    const { pauses, prices } = readControls(await ledger.controls());
    assert.deepEqual(pauses, [{ subject: 'source:7', answer: 'RETRY' }]);
    assert.deepEqual(prices, new Map([['ETH', { usd: '3000.5', at: noon }]]));
    await ledger.note({ ...note, changes: [resumeChange('source:7')] });
    assert.deepEqual(readControls(await ledger.controls()).pauses, []);
    assert.equal(ledger.status().rows, 2);
    await ledger.close();
    await assert.rejects(ledger.note({ ...note, changes: [] }), { problem: 'closed' });
    await assert.rejects(ledger.controls(), { problem: 'closed' });
    await assert.rejects(ledger.heads(), { problem: 'closed' });
  });

  test('the heads are the last rows of all chains', async (t) => {
    const ledger = await open(t);
    const rowsOf = async (): Promise<number> => {
      let rows = 0;
      for (const { seq } of (await ledger.heads()).values()) rows += seq;
      return rows;
    };
    assert.equal(await rowsOf(), 0);
    await Promise.all(['x', 'y', 'z'].map((requestId) => ledger.record(entry({ requestId }))));
    assert.equal(await rowsOf(), 3);
    for (const { hash } of (await ledger.heads()).values()) assert.match(hash, /^[0-9a-f]{64}$/);
    await ledger.close();
  });
}
