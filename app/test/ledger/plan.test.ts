import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Reservation, Shard, Standing } from '../../src/ledger/claim.ts';
import { type Change, planClaim, planRelease } from '../../src/ledger/plan.ts';
import { changeShard, freeAt, shareOf, usedIn } from '../../src/ledger/shard.ts';
import { claimOf, draw, hour, noon } from '../helpers/ledger-entries.ts';

const tomorrow = noon + 24 * hour;

function shards(...amounts: readonly bigint[]): readonly Shard[] {
  return amounts.map((amount) => ({ floor: 0, slots: new Map(amount > 0n ? [[tomorrow, amount]] : []) }));
}

function standing(changes: Partial<Standing> = {}): Standing {
  return { reservation: undefined, counters: new Map(), firsts: new Map(), exceptionOpen: false, ...changes };
}

function apply(all: readonly Shard[], changes: readonly Change[]): readonly Shard[] {
  return all.map((shard, i) =>
    changes
      .filter((change) => change.shard === i)
      .reduce((one, { deltas }) => changeShard(one, deltas, noon), shard),
  );
}

const total = (all: readonly Shard[]): bigint => all.reduce((sum, shard) => sum + usedIn(shard, noon), 0n);

describe('a plan over several shards', () => {
  it('takes everything from the preferred shard when it has room', () => {
    const planned = planClaim(
      claimOf([draw('a', 5n, 40n)]),
      standing({ counters: new Map([['a', shards(0n, 0n)]]) }),
      3,
    );
    assert.ok(planned.kind === 'granted');
    assert.deepEqual(planned.changes, [
      { counter: 'a', shard: 1, deltas: new Map([[noon + 2 * hour, 5n]]), share: 20n },
    ]);
  });

  it('takes from several where no one has room for all of it, up to the last unit', () => {
    const counters = new Map([['a', shards(8n, 7n, 10n)]]);
    const fits = planClaim(claimOf([draw('a', 5n, 30n)]), standing({ counters }));
    assert.ok(fits.kind === 'granted');
    assert.deepEqual(
      fits.reservation.holdings.map(({ shard, amount }) => [shard, amount]),
      [
        [0, 2n],
        [1, 3n],
      ],
    );
    assert.equal(planClaim(claimOf([draw('a', 6n, 30n)]), standing({ counters })).kind, 'exceeded');
  });

  it('lets the other shards’ shares be smaller where one holds more than its own', () => {
    const counters = new Map([['a', shards(50n, 0n)]]);
    const planned = planClaim(claimOf([draw('a', 10n, 60n)]), standing({ counters }));
    assert.ok(planned.kind === 'granted');
    assert.deepEqual(
      planned.changes.map(({ shard, share }) => [shard, share]),
      [[1, 10n]],
    );
    assert.equal(planClaim(claimOf([draw('a', 11n, 60n)]), standing({ counters })).kind, 'exceeded');
  });

  it('leaves what was counted under other limits where it is', () => {
    const other = { counter: 'b', shard: 0, until: tomorrow, amount: 3n };
    const reservation: Reservation = {
      confirmed: false,
      holdings: [other, { ...other, until: noon }],
      places: ['shop'],
    };
    const planned = planClaim(claimOf([draw('a', 1n, 2n)]), standing({ reservation }));
    assert.ok(planned.kind === 'granted');
    assert.deepEqual(planned.reservation.holdings.slice(1), [other]);
    assert.deepEqual(planned.reservation.places, ['shop']);
  });

  it('joins what one transaction holds in the same shard', () => {
    const held = { counter: 'a', shard: 0, until: noon + hour, amount: 3n };
    const counters = new Map([['a', [{ floor: 0, slots: new Map([[held.until, 3n]]) }]]]);
    const reservation: Reservation = { confirmed: false, holdings: [held], places: [] };
    const planned = planClaim(
      claimOf([draw('a', 5n, 9n)], { confirms: true }),
      standing({ reservation, counters }),
    );
    assert.ok(planned.kind === 'granted');
    assert.deepEqual(planned.reservation.holdings, [{ ...held, until: tomorrow, amount: 5n }]);
    assert.deepEqual(
      planned.changes[0]?.deltas,
      new Map([
        [held.until, -3n],
        [tomorrow, 5n],
      ]),
    );
  });

  it('never lets the sum pass the cap, finds every room that there is, and gives all of it back', () => {
    const steps = fc.array(fc.tuple(fc.bigInt(1n, 30n), fc.bigInt(1n, 100n), fc.nat(7)), { maxLength: 40 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), steps, (count, all) => {
        let now: readonly Shard[] = Array.from(
          { length: count },
          (): Shard => ({ floor: 0, slots: new Map() }),
        );
        for (const [i, [asked, cap, prefer]] of all.entries()) {
          const before = total(now);
          const claim = claimOf([draw('a', asked, cap)], { txId: `tx-${i}`, confirms: true });
          const planned = planClaim(claim, standing({ counters: new Map([['a', now]]) }), prefer);
          assert.ok(planned.kind !== 'clock_behind');
          assert.equal(planned.kind === 'granted', before + asked <= cap);
          if (planned.kind === 'exceeded') continue;
          now = apply(now, planned.changes);
          assert.equal(total(now), before + asked);
          for (const { shard, share = 0n } of planned.changes) {
            const one = now[shard];
            assert.ok(one && usedIn(one, noon) <= share);
          }
          const released = planRelease({ reservation: { ...planned.reservation, confirmed: false } }, noon);
          assert.ok(released);
          assert.equal(total(apply(now, released.changes)), before);
        }
      }),
    );
  });
});

describe('a shard', () => {
  it('shares of a cap are together exactly the cap', () => {
    const share = (cap: bigint, count: number) =>
      Array.from({ length: count }, (_, i) => shareOf(cap, i, count));
    assert.deepEqual(share(10n, 4), [3n, 3n, 2n, 2n]);
    assert.deepEqual(share(0n, 2), [0n, 0n]);
  });

  it('says when enough is free: when the first amounts that make room have left', () => {
    const one: Shard = {
      floor: 0,
      slots: new Map([
        [noon + 3, 5n],
        [noon + 1, 2n],
        [noon, 9n],
      ]),
    };
    assert.equal(freeAt([one], 3n, 9n, noon), noon + 1);
    assert.equal(freeAt([one], 5n, 9n, noon), noon + 3);
    assert.equal(freeAt([one], 10n, 9n, noon), undefined);
    assert.equal(freeAt([], 1n, 1n, noon), undefined);
  });

  it('forgets what has passed when it is changed, and remembers up to when it forgot', () => {
    const one: Shard = {
      floor: 5,
      slots: new Map([
        [noon, 9n],
        [noon + 1, 2n],
      ]),
    };
    assert.deepEqual(
      changeShard(
        one,
        new Map([
          [noon + 1, -2n],
          [noon + 2, 1n],
        ]),
        noon,
      ),
      {
        floor: noon,
        slots: new Map([[noon + 2, 1n]]),
      },
    );
    assert.equal(changeShard({ floor: 5, slots: new Map() }, new Map(), noon).floor, 5);
  });
});
