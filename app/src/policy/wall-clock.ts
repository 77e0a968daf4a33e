/**
 * Weekday and time of day in a named time zone (IANA), daylight saving included. The instant is a parameter.
 */

import { err, ok, type Result } from '../lib/result.ts';

/** In the order of the week. */
export const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

export interface WallTime {
  /** Index into `weekdays`. */
  readonly weekday: number;
  /** Minutes since midnight on the clock's face: 0 to 1439. */
  readonly minute: number;
}

/** `now` in milliseconds since the epoch. */
export type WallClock = (now: number) => WallTime;

const names: readonly string[] = weekdays;
const millisecondsPerMinute = 60_000;

export function wallClock(timeZone: string): Result<WallClock, 'unknown_time_zone'> {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
    });
  } catch {
    return err('unknown_time_zone');
  }
  // Formatting costs microseconds and the answer changes once a minute.
  let knownMinute = Number.NaN;
  let known: WallTime = { weekday: 0, minute: 0 };
  return ok((now) => {
    const minute = Math.floor(now / millisecondsPerMinute);
    if (minute !== knownMinute) {
      known = read(format, now);
      knownMinute = minute;
    }
    return known;
  });
}

function read(format: Intl.DateTimeFormat, now: number): WallTime {
  const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, value]));
  const name = String(parts.get('weekday')).toLowerCase();
  const weekday = names.indexOf(name);
  return { weekday, minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')) };
}
