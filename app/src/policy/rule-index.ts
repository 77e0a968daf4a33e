/**
 * Finds the rules that may matter to a request without looking at the others. A rule is filed under the exact
 * combination of names that its criteria require (such as asset ETH, source 0); rules that require the same fields
 * share a group, and a request asks each group once. What a rule requires of destinations is a second step within.
 *
 * Only rules that certainly fail are left out: where a request does not say what a group is filed under, all of the
 * group's rules are candidates, since they are unknown.
 */

import type { Criterion, Requirement } from './criterion.ts';
import type { RuleOver, ViewWithItems } from './rule.ts';

/** The rules that may match the view or be unknown for it, each once. */
export type FindCandidates<View, Rule> = (view: View) => Iterable<Rule>;

/** Lists multiply: a rule for 8 assets from 8 vaults is filed under 64 keys. Longer lists are left to judging. */
const maxKeysPerRule = 64;

interface Group<View, Item, Rule> {
  readonly fields: readonly Requirement<View>[];
  readonly rules: Rule[];
  readonly buckets: Map<string, Bucket<Item, Rule>>;
}

interface Bucket<Item, Rule> {
  /** Rules that require nothing of items. */
  readonly plain: Rule[];
  readonly shelves: Map<string, Shelf<Item, Rule>>;
}

/** Rules that require something of one field of an item. */
interface Shelf<Item, Rule> {
  readonly find: Requirement<Item>['find'];
  readonly rules: Rule[];
  readonly byValue: Map<string, Rule[]>;
}

export function indexRules<View extends ViewWithItems<Item>, Item, Rule extends RuleOver<View, Item>>(
  rules: readonly Rule[],
): FindCandidates<View, Rule> {
  const groups = new Map<string, Group<View, Item, Rule>>();
  for (const rule of rules) {
    const fields = indexedFields(rule.criteria);
    const group = getOrMake(groups, joined(fields.map(({ field }) => field)), () => {
      return { fields, rules: [], buckets: new Map() };
    });
    group.rules.push(rule);
    for (const key of combinations(fields)) {
      const bucket = getOrMake(group.buckets, key, () => ({ plain: [], shelves: new Map() }));
      file(rule, bucket);
    }
  }
  const all = [...groups.values()];
  return (view) => {
    const candidates = new Set<Rule>();
    for (const group of all) collect(group, view, candidates);
    return candidates;
  };
}

function file<Item, Rule extends { readonly itemCriteria: readonly Criterion<Item>[] }>(
  rule: Rule,
  bucket: Bucket<Item, Rule>,
): void {
  const [requirement] = requirementsOf(rule.itemCriteria);
  if (requirement === undefined) {
    bucket.plain.push(rule);
    return;
  }
  const { field, find, values } = requirement;
  const shelf = getOrMake(bucket.shelves, field, () => ({ find, rules: [], byValue: new Map() }));
  shelf.rules.push(rule);
  for (const value of values) getOrMake(shelf.byValue, value, () => []).push(rule);
}

function collect<View extends ViewWithItems<Item>, Item, Rule>(
  group: Group<View, Item, Rule>,
  view: View,
  candidates: Set<Rule>,
): void {
  const key = keyOf(group.fields, view);
  if (key === undefined) {
    addAll(candidates, group.rules);
    return;
  }
  const bucket = group.buckets.get(key);
  if (bucket === undefined) return;
  addAll(candidates, bucket.plain);
  for (const shelf of bucket.shelves.values()) collectShelf(shelf, view.items, candidates);
}

function collectShelf<Item, Rule>(
  { find, rules, byValue }: Shelf<Item, Rule>,
  items: readonly Item[],
  candidates: Set<Rule>,
): void {
  if (items.length === 0) addAll(candidates, rules);
  for (const item of items) {
    const found = find(item);
    if (found === undefined) addAll(candidates, rules);
    else if (typeof found === 'string') addAll(candidates, byValue.get(found) ?? []);
    else for (const value of found) addAll(candidates, byValue.get(value) ?? []);
  }
}

/** The key under which rules for this view are filed; undefined when the view does not say. */
function keyOf<View>(fields: readonly Requirement<View>[], view: View): string | undefined {
  let key = '';
  for (const { find } of fields) {
    const found = find(view);
    if (typeof found !== 'string') return undefined;
    key += found + separator;
  }
  return key;
}

/** No name in a policy has it; in a request it could at worst make one more candidate. */
const separator = '\n';

function joined(values: readonly string[]): string {
  return values.map((value) => value + separator).join('');
}

/** One requirement per field, fewest values first. */
function requirementsOf<View>(criteria: readonly Criterion<View>[]): readonly Requirement<View>[] {
  const byField = new Map<string, Requirement<View>>();
  for (const { requires } of criteria) {
    if (requires === undefined) continue;
    const known = byField.get(requires.field);
    if (known === undefined || requires.values.length < known.values.length)
      byField.set(requires.field, requires);
  }
  return [...byField.values()].sort((a, b) => a.values.length - b.values.length);
}

/** As many fields as keep the number of keys bounded, in the order of their names. */
function indexedFields<View>(criteria: readonly Criterion<View>[]): readonly Requirement<View>[] {
  let keys = 1;
  const chosen = requirementsOf(criteria).filter(({ values }) => {
    if (keys * values.length > maxKeysPerRule) return false;
    keys *= values.length;
    return true;
  });
  return chosen.sort((a, b) => (a.field < b.field ? -1 : 1));
}

function combinations<View>(fields: readonly Requirement<View>[]): readonly string[] {
  return fields.reduce<readonly string[]>(
    (keys, { values }) => keys.flatMap((key) => values.map((value) => key + value + separator)),
    [''],
  );
}

function addAll<Rule>(candidates: Set<Rule>, rules: readonly Rule[]): void {
  for (const rule of rules) candidates.add(rule);
}

function getOrMake<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
