import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wallClock, weekdays } from '../../src/policy/wall-clock.ts';

function at(timeZone: string, iso: string): string {
  const clock = wallClock(timeZone);
  assert.ok(clock.ok);
  const { weekday, minute } = clock.value(Date.parse(iso));
  return `${weekdays[weekday]} ${minute}`;
}

test('weekday and minute are those of the named zone', () => {
  assert.equal(at('UTC', '2026-11-18T12:00:00Z'), 'wed 720');
  assert.equal(at('Asia/Tokyo', '2026-11-18T15:30:59.999Z'), 'thu 30');
  assert.equal(at('America/New_York', '2026-11-18T04:59:00Z'), 'tue 1439');
});

test('midnight is the first minute of the day', () => {
  assert.equal(at('UTC', '2026-11-18T00:00:00Z'), 'wed 0');
  assert.equal(at('UTC', '2026-11-17T23:59:59.999Z'), 'tue 1439');
});

test('daylight saving moves the clock', () => {
  assert.equal(at('Europe/Paris', '2026-07-01T10:00:00Z'), 'wed 720');
  assert.equal(at('Europe/Paris', '2026-12-02T10:00:00Z'), 'wed 660');
});

test('asking again within a minute, in the next and in an earlier one gives each its own answer', () => {
  const clock = wallClock('UTC');
  assert.ok(clock.ok);
  const noon = Date.parse('2026-11-18T12:00:00Z');
  assert.deepEqual(
    [noon, noon + 59_999, noon + 60_000, noon - 1].map((now) => clock.value(now).minute),
    [720, 720, 721, 719],
  );
});

test('every day of a week has its own name', () => {
  const days = [15, 16, 17, 18, 19, 20, 21].map((day) => at('UTC', `2026-11-${day}T00:00:00Z`));
  assert.deepEqual(days, ['sun 0', 'mon 0', 'tue 0', 'wed 0', 'thu 0', 'fri 0', 'sat 0']);
});

test('a zone that does not exist is refused', () => {
  assert.deepEqual(wallClock('Asia/Edo'), { ok: false, error: 'unknown_time_zone' });
  assert.deepEqual(wallClock(''), { ok: false, error: 'unknown_time_zone' });
});
