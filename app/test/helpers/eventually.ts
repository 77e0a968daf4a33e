/** Waits for what another process does: looks every 50 ms for at most 30 s. A failed assertion ends the waiting. */

import { AssertionError } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';

export async function eventually(what: string, look: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    const holds = await look().catch((error) =>
      error instanceof AssertionError ? Promise.reject(error) : false,
    );
    if (holds) return;
    await sleep(50);
  }
  throw new Error(`did not happen within 30 s: ${what}`);
}
