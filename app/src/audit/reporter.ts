/**
 * Where events go: to the log, one line each, and to the metrics. A stranger's flood is counted in full and logged
 * sparsely: the line that is written says how many were left out before it.
 */

import { type Event, logLine, type Report } from './events.ts';

/** Lines per second about unauthenticated requests. */
export const maxStrangerLinesPerSecond = 5;

export interface Observer {
  observe(event: Event): void;
}

export function createReporter(
  write: (line: string) => void,
  clock: () => number,
  observers: readonly Observer[],
): Report {
  let second = 0;
  let written = 0;
  let suppressed = 0;
  return (event) => {
    for (const observer of observers) observer.observe(event);
    const now = clock();
    if (event.event !== 'unauthenticated') return write(logLine(event, now));
    if (Math.floor(now / 1000) !== second) {
      second = Math.floor(now / 1000);
      written = 0;
    }
    if (written >= maxStrangerLinesPerSecond) {
      suppressed += 1;
      return;
    }
    written += 1;
    write(logLine({ ...event, suppressed }, now));
    suppressed = 0;
  };
}
