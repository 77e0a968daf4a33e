/** Events that have been heard and not yet asked for, so that each line of the demonstration finds its own. */

import type { JsonObject } from '../src/lib/json.ts';

/**
 * The oldest event about the request id that was not taken before; the empty id means events about nobody's request.
 * Undefined when none is heard in time.
 */
export type NextEvent = (requestId: string) => Promise<JsonObject | undefined>;

export interface EventLog {
  readonly hear: (event: JsonObject) => void;
  readonly next: NextEvent;
}

export function createEventLog(timeoutMs: number): EventLog {
  const heard: JsonObject[] = [];
  let wake: () => void = () => undefined;
  const take = (requestId: string): JsonObject | undefined => {
    const at = heard.findIndex((event) => isAbout(event, requestId));
    return at === -1 ? undefined : heard.splice(at, 1)[0];
  };
  return {
    hear(event) {
      heard.push(event);
      wake();
    },
    async next(requestId) {
      const deadline = AbortSignal.timeout(timeoutMs);
      for (;;) {
        const event = take(requestId);
        if (event !== undefined || deadline.aborted) return event;
        await new Promise<void>((resolve) => {
          wake = resolve;
          deadline.addEventListener('abort', () => resolve(), { once: true });
        });
      }
    },
  };
}

function isAbout(event: JsonObject, requestId: string): boolean {
  return requestId === '' ? event['event'] === 'unauthenticated' : event['requestId'] === requestId;
}
