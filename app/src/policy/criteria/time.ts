/**
 * `time`: weekday and time of day in a named time zone, inside or outside some windows. A window whose end is before its
 * beginning goes on past midnight and belongs to the day on which it begins.
 */

import '../jitless.ts';
import { z } from 'zod';
import { err, ok, type Result } from '../../lib/result.ts';
import { listOf } from '../choice.ts';
import { type Context, defineCriterion } from '../criterion.ts';
import { type Issue, issue } from '../problem.ts';
import type { CallerView } from '../view.ts';
import { type WallClock, type WallTime, weekdays } from '../wall-clock.ts';

const minutesPerDay = 24 * 60;

const timeOfDay = z
  .string('must be text')
  .regex(
    /^(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00)$/,
    'must be a time from 00:00 to 24:00 with two digits each',
  )
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

interface Window {
  /** Indexes of weekdays. */
  readonly days: ReadonlySet<number>;
  readonly from: number;
  readonly to: number;
}

const windowShape = z
  .strictObject(
    { days: listOf(z.enum(weekdays)).optional(), from: timeOfDay.optional(), to: timeOfDay.optional() },
    'must be a map of days, from and to',
  )
  .refine(({ from, to }) => (from === undefined) === (to === undefined), 'needs from and to, or neither')
  .refine(({ from, to }) => from === undefined || from !== to, 'is empty: from and to are the same time')
  .refine(({ from }) => from !== minutesPerDay, 'cannot begin at 24:00: write 00:00')
  .transform(({ days, from, to }): Window => {
    const indexes = (days ?? weekdays).map((day) => weekdays.indexOf(day));
    return { days: new Set(indexes), from: from ?? 0, to: to ?? minutesPerDay };
  });

const windows = z
  .array(windowShape, 'must be a list of windows')
  .min(1, 'is empty: write at least one window');

const shape = z
  .strictObject(
    { zone: z.string('must be text').optional(), inside: windows.optional(), outside: windows.optional() },
    'must be a map of zone and inside or outside',
  )
  .refine(
    ({ inside, outside }) => (inside === undefined) !== (outside === undefined),
    'needs inside or outside, and not both',
  );

export const time = defineCriterion('time', shape, ({ zone, inside, outside }, context) => {
  const clock = clockFor(zone, context);
  if (!clock.ok) return clock;
  // Exactly one of the two is there.
  const open = [...(inside ?? []), ...(outside ?? [])];
  const wanted = inside === undefined ? 'outside' : 'inside';
  return ok({
    judge: ({ now }: CallerView) => {
      const wall = clock.value(now);
      const isOpen = open.some((window) => contains(window, wall));
      return isOpen === (wanted === 'inside') ? 'pass' : 'fail';
    },
    explain: ({ now }: CallerView) => {
      const { weekday, minute } = clock.value(now);
      return `wants a time ${wanted} the windows; found ${weekdays[weekday]} ${formatMinute(minute)}`;
    },
  });
});

function clockFor(
  zone: string | undefined,
  { timeZone, clockOf }: Context,
): Result<WallClock, readonly Issue[]> {
  const name = zone ?? timeZone;
  if (name === undefined)
    return err([issue([], 'needs a time zone: write zone here, or time_zone for the whole document')]);
  const clock = clockOf(name);
  if (clock.ok) return clock;
  // A wrong zone of the document is reported there.
  return err(
    zone === undefined
      ? []
      : [issue(['zone'], `\`${zone}\` is not a time zone: use a name such as Asia/Tokyo`)],
  );
}

function contains({ days, from, to }: Window, { weekday, minute }: WallTime): boolean {
  if (from < to) return days.has(weekday) && minute >= from && minute < to;
  return (days.has(weekday) && minute >= from) || (days.has(dayBefore(weekday)) && minute < to);
}

function dayBefore(weekday: number): number {
  return (weekday + weekdays.length - 1) % weekdays.length;
}

function formatMinute(minute: number): string {
  const hours = Math.floor(minute / 60)
    .toString()
    .padStart(2, '0');
  return `${hours}:${(minute % 60).toString().padStart(2, '0')}`;
}
