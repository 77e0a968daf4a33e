import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { clockSkewMs, parseDuration, parseWindow, type Window } from '../../src/policy/window.ts';

const hour = 3_600_000;

function window(text: string, zone?: string): Window {
  const parsed = parseWindow(text, zone);
  assert.ok(parsed.ok);
  return parsed.value;
}

function until(text: string, zone: string, now: string): string {
  return new Date(window(text, zone).untilOf(Date.parse(now))).toISOString();
}

describe('a rolling window', () => {
  it('never lets an amount go early, nor more than one step in 96 late', () => {
    for (const [text, ms] of [
      ['90m', 1.5 * hour],
      ['24h', 24 * hour],
      ['7d', 168 * hour],
    ] as const) {
      const { untilOf } = window(text);
      fc.assert(
        fc.property(fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }), (now) => {
          const late = untilOf(now) - now - ms - clockSkewMs;
          assert.ok(late >= 0 && late < ms / 96 + 1);
        }),
      );
    }
  });

  it('is written as minutes, hours or days up to a year, and has no zone', () => {
    assert.equal(parseDuration('366d'), 366 * 24 * hour);
    assert.equal(parseDuration('367d'), undefined);
    for (const wrong of ['', '0h', '1', '1w', '1.5h', '24 h', '-1h', '24H', '010m']) {
      assert.equal(parseDuration(wrong), undefined, wrong);
    }
    assert.deepEqual(parseWindow('24h', 'Asia/Tokyo'), { ok: false, error: 'zone_useless' });
  });
});

describe('a calendar window', () => {
  it('ends at the next midnight of its zone', () => {
    assert.equal(until('day', 'Asia/Tokyo', '2026-11-18T14:59:59.999Z'), '2026-11-18T15:00:00.000Z');
    assert.equal(until('day', 'Asia/Tokyo', '2026-11-18T15:00:00.000Z'), '2026-11-19T15:00:00.000Z');
    assert.equal(until('day', 'UTC', '2026-12-31T23:00:00Z'), '2027-01-01T00:00:00.000Z');
  });

  it('of a week ends as Monday begins, of a month as the first begins', () => {
    assert.equal(until('week', 'UTC', '2026-11-18T12:00:00Z'), '2026-11-23T00:00:00.000Z');
    assert.equal(until('week', 'UTC', '2026-11-22T23:59:59Z'), '2026-11-23T00:00:00.000Z');
    assert.equal(until('week', 'UTC', '2026-11-23T00:00:00Z'), '2026-11-30T00:00:00.000Z');
    assert.equal(until('month', 'Asia/Tokyo', '2026-02-28T15:00:00Z'), '2026-03-31T15:00:00.000Z');
  });

  it('knows daylight saving: the day of the change is an hour shorter or longer', () => {
    assert.equal(until('day', 'Europe/Zurich', '2026-03-28T23:30:00Z'), '2026-03-29T22:00:00.000Z');
    assert.equal(until('day', 'Europe/Zurich', '2026-10-24T22:30:00Z'), '2026-10-25T23:00:00.000Z');
    assert.equal(until('week', 'Europe/Zurich', '2026-03-25T12:00:00Z'), '2026-03-29T22:00:00.000Z');
  });

  it('is asked again and again, also about an earlier time', () => {
    const { untilOf, text } = window('day', 'UTC');
    const noon = Date.parse('2026-11-18T12:00:00Z');
    assert.equal(text, 'day (UTC)');
    for (const hours of [0, 1, 12, -13, 0]) {
      const now = noon + hours * hour;
      assert.equal(untilOf(now), Math.floor(now / (24 * hour)) * 24 * hour + 24 * hour);
    }
  });

  it('needs a zone that exists', () => {
    assert.deepEqual(parseWindow('day', undefined), { ok: false, error: 'zone_missing' });
    assert.deepEqual(parseWindow('day', 'Mars/Base'), { ok: false, error: 'unknown_time_zone' });
    assert.deepEqual(parseWindow('fortnight', 'UTC'), { ok: false, error: 'unknown_window' });
  });
});
