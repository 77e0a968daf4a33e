/**
 * A compiled rule and how it is judged. Three-valued: any criterion that fails makes the rule fail; otherwise any that
 * is unknown makes it unknown; otherwise it matches.
 *
 * Item criteria are about the destinations of a transaction (or the addresses of a configuration change), and all of
 * them together about the same one. A permit needs every item to satisfy them; a forbid or a hold needs one. Where there
 * are no items they are unknown, never vacuously true.
 */

import type { Criterion } from './criterion.ts';
import type { Effect } from './verdict.ts';
import type { ChangedAddressView, ChangeView, DestinationView, TransactionView } from './view.ts';

export interface RuleOver<View extends ViewWithItems<Item>, Item> {
  readonly name: string;
  readonly effect: Effect;
  readonly criteria: readonly Criterion<View>[];
  readonly itemCriteria: readonly Criterion<Item>[];
}

export interface ViewWithItems<Item> {
  readonly items: readonly Item[];
}

export interface TransactionRule extends RuleOver<TransactionView, DestinationView> {
  readonly request: 'transaction';
}

export interface ChangeRule extends RuleOver<ChangeView, ChangedAddressView> {
  readonly request: 'configuration_change';
}

export type Rule = TransactionRule | ChangeRule;

export interface Judgement {
  readonly rule: string;
  readonly effect: Effect;
  readonly outcome: 'matched' | 'failed' | 'unknown';
  /** How many criteria passed before the first that did not: how near a failed rule came. */
  readonly passed: number;
  /** The criterion that decided; absent when the rule matched. */
  readonly finding?: Finding;
}

export interface Finding {
  readonly outcome: 'fail' | 'unknown';
  readonly criterion: string;
  /** Composed on demand: most findings are never read. */
  readonly explain: () => string;
}

export function judgeRule<View extends ViewWithItems<Item>, Item>(
  rule: RuleOver<View, Item>,
  view: View,
): Judgement {
  const { name, effect, criteria, itemCriteria } = rule;
  let doubt = judgeAll(criteria, view);
  if (doubt?.finding.outcome !== 'fail' && itemCriteria.length > 0) {
    const finding = judgeItems(rule, view.items);
    if (finding?.outcome === 'fail' || doubt === undefined) {
      doubt = finding === undefined ? undefined : { finding, passed: criteria.length };
    }
  }
  if (doubt === undefined) {
    return { rule: name, effect, outcome: 'matched', passed: criteria.length + itemCriteria.length };
  }
  const { finding, passed } = doubt;
  return { rule: name, effect, outcome: finding.outcome === 'fail' ? 'failed' : 'unknown', passed, finding };
}

interface Doubt {
  readonly finding: Finding;
  readonly passed: number;
}

/** The first failure, else the first unknown; undefined when everything passes. */
function judgeAll<View>(criteria: readonly Criterion<View>[], view: View): Doubt | undefined {
  let doubt: Doubt | undefined;
  let passed = 0;
  for (const criterion of criteria) {
    const outcome = criterion.judge(view);
    if (outcome === 'pass') {
      passed += 1;
    } else if (outcome === 'fail' || doubt === undefined) {
      const finding = { outcome, criterion: criterion.key, explain: () => criterion.explain(view) };
      doubt = { finding, passed };
      if (outcome === 'fail') return doubt;
    }
  }
  return doubt;
}

function judgeItems<Item>(
  { effect, itemCriteria }: Pick<RuleOver<ViewWithItems<Item>, Item>, 'effect' | 'itemCriteria'>,
  items: readonly Item[],
): Finding | undefined {
  let doubt: Finding | undefined;
  let failure: Finding | undefined;
  let satisfied = 0;
  for (const [i, item] of items.entries()) {
    const finding = judgeAll(itemCriteria, item)?.finding;
    if (finding === undefined) satisfied += 1;
    else if (finding.outcome === 'fail') failure ??= numbered(finding, i, items.length);
    else doubt ??= numbered(finding, i, items.length);
  }
  if (items.length === 0) return noItems(itemCriteria);
  if (effect === 'permit') return failure ?? doubt;
  return satisfied > 0 ? undefined : (doubt ?? failure);
}

function numbered(finding: Finding, i: number, count: number): Finding {
  if (count === 1) return finding;
  return { ...finding, explain: () => `${finding.explain()} (${i + 1} of ${count})` };
}

function noItems(itemCriteria: readonly Criterion<never>[]): Finding {
  const criterion = itemCriteria.map(({ key }) => key).join(', ');
  return {
    outcome: 'unknown',
    criterion,
    explain: () => 'the request names nothing that this could be judged on',
  };
}
