/**
 * How a criterion judges a list of facts (calls, allowances): a permit needs every one to pass and at least one to be
 * there, a forbid or a hold applies when one passes.
 *
 * Facts are read from bytes. Without bytes nothing passes: at approval, where nothing can be done yet, a forbid or a hold
 * does not apply, and everything else is unknown.
 */

import type { TransactionFacts } from '../transaction/facts.ts';
import type { Outcome } from './criterion.ts';
import type { Effect } from './verdict.ts';
import type { TransactionView } from './view.ts';

export function judgeEach<Item>(
  effect: Effect,
  { facts, evidence }: TransactionView,
  find: (facts: TransactionFacts) => readonly Item[],
  judge: (item: Item) => Outcome,
): Outcome {
  if (facts === undefined) return withoutFacts(effect, evidence);
  const outcomes = new Set(find(facts).map(judge));
  return deciding[effect].find((outcome) => outcomes.has(outcome)) ?? 'fail';
}

/** What a criterion about facts says where there are none. */
export function withoutFacts(effect: Effect, evidence: TransactionView['evidence']): Outcome {
  return effect !== 'permit' && evidence === 'none_at_approval' ? 'fail' : 'unknown';
}

const deciding: Readonly<Record<Effect, readonly Outcome[]>> = {
  permit: ['fail', 'unknown', 'pass'],
  hold: ['pass', 'unknown', 'fail'],
  forbid: ['pass', 'unknown', 'fail'],
};

/** For people: whether every one or one of them is wanted. */
export function wants(effect: Effect): string {
  return effect === 'permit' ? 'wants nothing but' : 'wants one of';
}

const shownItems = 5;

/** What was found, for people. */
export function describeFound(
  { facts }: TransactionView,
  describe: (facts: TransactionFacts) => readonly string[],
): string {
  if (facts === undefined) return 'no bytes';
  const texts = describe(facts);
  const shown = texts.slice(0, shownItems).join(', ');
  if (texts.length > shownItems) return `${shown} and ${texts.length - shownItems} more`;
  return shown === '' ? 'none' : shown;
}
