/**
 * The windows of limits: rolling (`24h`, `7d`) and calendar (`day`, `week`, `month` in a time zone). A window answers one
 * question: until when does an amount that is taken now count? The instant is a parameter.
 */

import { err, ok, type Result } from '../lib/result.ts';

export interface Window {
  /** As written, with the zone where there is one. */
  readonly text: string;
  /** Milliseconds since the epoch, later than `now`. */
  readonly untilOf: (now: number) => number;
}

export type WindowProblem = 'unknown_window' | 'unknown_time_zone' | 'zone_missing' | 'zone_useless';

const rolling = /^([1-9][0-9]{0,3})(m|h|d)$/;
const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 };
const maxRollingMs = 366 * unitMs.d;

/** A rolling window moves in this many steps: an amount frees itself at most one step late, and never early. */
const stepsPerWindow = 96;

/** A clock that is ahead by this much (another task's) frees nothing early. */
export const clockSkewMs = 10_000;

const calendars = ['day', 'week', 'month'] as const;
type Calendar = (typeof calendars)[number];

export function parseWindow(text: string, zone: string | undefined): Result<Window, WindowProblem> {
  const duration = parseDuration(text);
  if (duration !== undefined)
    return zone === undefined ? ok(rollingWindow(text, duration)) : err('zone_useless');
  const calendar = calendars.find((name) => name === text);
  if (calendar === undefined) return err('unknown_window');
  if (zone === undefined) return err('zone_missing');
  const offsetAt = offsetIn(zone);
  return offsetAt === undefined ? err('unknown_time_zone') : ok(calendarWindow(calendar, zone, offsetAt));
}

/** `90m`, `24h`, `7d` in milliseconds; undefined for anything else and for more than a year. */
export function parseDuration(text: string): number | undefined {
  const [, number, unit] = rolling.exec(text) ?? [];
  const unitName = unit === 'm' || unit === 'h' || unit === 'd' ? unit : undefined;
  if (unitName === undefined) return undefined;
  const ms = Number(number) * unitMs[unitName];
  return ms <= maxRollingMs ? ms : undefined;
}

function rollingWindow(text: string, ms: number): Window {
  const stepMs = Math.ceil(ms / stepsPerWindow);
  return { text, untilOf: (now) => Math.ceil((now + ms + clockSkewMs) / stepMs) * stepMs };
}

/** By how many milliseconds the wall clock is ahead of UTC. */
type Offset = (now: number) => number;

function calendarWindow(calendar: Calendar, zone: string, offsetAt: Offset): Window {
  // Formatting costs microseconds, and the answer changes once a day.
  let from = Number.NaN;
  let until = Number.NaN;
  return {
    text: `${calendar} (${zone})`,
    untilOf(now) {
      if (!(now >= from && now < until)) {
        from = now;
        until = instantOf(nextStart(calendar, now + offsetAt(now)), now, offsetAt);
      }
      return until;
    },
  };
}

/** The next midnight that begins a window, as wall-clock time. */
function nextStart(calendar: Calendar, wall: number): number {
  const date = new Date(wall);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  switch (calendar) {
    case 'day':
      return Date.UTC(year, month, day + 1);
    case 'week':
      // Weeks begin on Monday (ISO 8601).
      return Date.UTC(year, month, day + 7 - ((date.getUTCDay() + 6) % 7));
    case 'month':
      return Date.UTC(year, month + 1, 1);
  }
}

/** When the wall clock shows `wall`. Twice, since the offset there may differ from the one now (daylight saving). */
function instantOf(wall: number, now: number, offsetAt: Offset): number {
  return wall - offsetAt(wall - offsetAt(now));
}

function offsetIn(timeZone: string): Offset | undefined {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  } catch {
    return undefined;
  }
  return (now) => {
    const whole = Math.floor(now / 1000) * 1000;
    const parts = new Map(format.formatToParts(whole).map(({ type, value }) => [type, Number(value)]));
    const part = (name: Intl.DateTimeFormatPartTypes): number => Number(parts.get(name));
    const day = Date.UTC(part('year'), part('month') - 1, part('day'));
    return day + ((part('hour') * 60 + part('minute')) * 60 + part('second')) * 1000 - whole;
  };
}
