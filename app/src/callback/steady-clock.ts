/**
 * The clock that decisions go by: the machine's, but for one thing: it never goes back. So a clock that is set back
 * frees no budget of this process; how far it is behind is told, until it has caught up.
 */

/** Less is a clock being disciplined. */
export const clockBehindToleranceMs = 1_000;

export interface SteadyClock {
  /** Milliseconds since the epoch, never less than before. */
  readonly now: () => number;
  /** How far the machine's clock is behind the latest time that it told; 0 within the tolerance. */
  readonly behindMs: () => number;
}

export function steadyClock(machine: () => number): SteadyClock {
  let latest = Number.NEGATIVE_INFINITY;
  return {
    now() {
      latest = Math.max(latest, machine());
      return latest;
    },
    behindMs() {
      const behind = latest - machine();
      return behind > clockBehindToleranceMs ? behind : 0;
    },
  };
}
