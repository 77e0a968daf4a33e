/** The reason a change failed is the first failure, in time; what follows is other resources being cancelled. */

import type { StackEvent } from '../aws/stacks.ts';

const consequence = /Resource (creation|update) cancelled|cancelled/i;

/** `events` oldest first. */
export function firstFailure(events: readonly StackEvent[]): StackEvent | undefined {
  const failed = events.filter(({ status }) => status.endsWith('_FAILED'));
  return failed.find(({ reason }) => reason !== '' && !consequence.test(reason)) ?? failed[0];
}
