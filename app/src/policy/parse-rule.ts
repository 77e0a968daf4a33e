/**
 * One rule of the document: its shape, its criteria, and what no rule may say. What a permit leaves out is filled in on
 * the strict side here: without a word about evidence it accepts matched bytes only, and without a word about what the
 * bytes may do, payments only.
 */

import './jitless.ts';
import { z } from 'zod';
import { listOf } from './choice.ts';
import {
  changeCriteria,
  changedAddressCriteria,
  destinationCriteria,
  transactionCriteria,
} from './criteria.ts';
import type { Context, Criterion, CriterionKind, RuleContext } from './criterion.ts';
import { describeIssues, type Issue, issue, type Path } from './problem.ts';
import type { Rule, TransactionRule } from './rule.ts';

const ruleShape = z.strictObject(
  {
    name: z
      .string('must be text')
      .regex(/^[a-z0-9][a-z0-9_.-]{0,79}$/, 'must be 1 to 80 lower case letters, digits and - _ .'),
    effect: z.enum(['forbid', 'hold', 'permit']),
    request: z.enum(['transaction', 'configuration_change']),
    description: z.string('must be text').max(1000, 'is longer than 1000 characters').optional(),
    within: listOf(z.string('must be text')).optional(),
    when: z.record(z.string(), z.unknown(), 'must be a map of criteria; {} means always'),
  },
  'must be a map of name, effect, request and when',
);

/** What a permit says where it says nothing. */
const strictly = { evidence: ['bytes_matched'], acts: ['payment'] };

type When = Readonly<Record<string, unknown>>;

/** A rule, or everything that is wrong with it. */
export type ParsedRule =
  | { readonly rule: Rule; readonly within: readonly string[] }
  | { readonly issues: readonly Issue[] };

export function parseRule(raw: unknown, document: Context, at: Path): ParsedRule {
  const shape = ruleShape.safeParse(raw);
  if (!shape.success) return { issues: describeIssues(shape.error, raw, at) };
  const { name, effect, request, when, within } = shape.data;
  if (within !== undefined && (effect !== 'permit' || request !== 'transaction')) {
    return {
      issues: [issue([...at, 'within'], 'limits what a permit for transactions lets out: remove it')],
    };
  }
  const context: RuleContext = { ...document, effect };
  const path = [...at, 'when'];
  const issues: Issue[] = [...refuseKeys(when, request, path)];
  if (effect === 'permit' && Object.keys(when).length === 0) {
    issues.push(issue(path, 'is empty: a permit must name what it permits'));
  }
  let rule: Rule;
  if (request === 'transaction') {
    const stated = effect === 'permit' ? { ...strictly, ...when } : when;
    const criteria = parseCriteria(transactionCriteria, stated, context, path, issues);
    const itemCriteria = parseCriteria(destinationCriteria, when, context, path, issues);
    if (effect === 'permit') issues.push(...refuseBlindSigning(criteria, path), ...refuseUnnamed(when, path));
    rule = { name, effect, request, criteria, itemCriteria };
  } else {
    const criteria = parseCriteria(changeCriteria, when, context, path, issues);
    const itemCriteria = parseCriteria(changedAddressCriteria, when, context, path, issues);
    if (effect === 'permit') issues.push(...refuseOpenChange(criteria, itemCriteria, when, path));
    rule = { name, effect, request, criteria, itemCriteria };
  }
  return issues.length > 0 ? { issues } : { rule, within: within ?? [] };
}

/** The criteria that say what a limit is about, as a rule: what is unknown counts. */
export function parseWhen(
  name: string,
  when: When,
  context: Context,
  path: Path,
  issues: Issue[],
): TransactionRule {
  const forbidding: RuleContext = { ...context, effect: 'forbid' };
  issues.push(...refuseKeys(when, 'transaction', path));
  const criteria = parseCriteria(transactionCriteria, when, forbidding, path, issues);
  const itemCriteria = parseCriteria(destinationCriteria, when, forbidding, path, issues);
  return { name, effect: 'forbid', request: 'transaction', criteria, itemCriteria };
}

const keysOf = (...kinds: readonly { readonly key: string }[]): ReadonlySet<string> =>
  new Set(kinds.map(({ key }) => key));
const keysByRequest = {
  transaction: keysOf(...transactionCriteria, ...destinationCriteria),
  configuration_change: keysOf(...changeCriteria, ...changedAddressCriteria),
};

function refuseKeys(when: When, request: keyof typeof keysByRequest, path: Path): readonly Issue[] {
  const own = keysByRequest[request];
  return Object.keys(when)
    .filter((key) => !own.has(key))
    .map((key) => {
      const elsewhere = Object.values(keysByRequest).some((keys) => keys.has(key));
      const advice = elsewhere
        ? `the criterion \`${key}\` cannot apply to a ${request}: remove it, or change the rule's request`
        : `unknown criterion \`${key}\`: correct its spelling or remove it (${[...own].join(', ')})`;
      return issue([...path, key], advice);
    });
}

function parseCriteria<View>(
  kinds: readonly CriterionKind<View>[],
  when: When,
  context: RuleContext,
  path: Path,
  issues: Issue[],
): readonly Criterion<View>[] {
  return kinds.flatMap((kind) => {
    if (!Object.hasOwn(when, kind.key)) return [];
    const criterion = kind.parse(when[kind.key], context);
    if (criterion.ok) return [criterion.value];
    issues.push(...criterion.error.map((found) => issue([...path, kind.key, ...found.path], found.message)));
    return [];
  });
}

/** The names to which a criterion of this key limits the rule; none where it is absent or only excludes. */
function namesIn<View>(criteria: readonly Criterion<View>[], key: string): readonly string[] {
  return criteria.find((criterion) => criterion.key === key)?.requires?.values ?? [];
}

function refuseBlindSigning<View>(criteria: readonly Criterion<View>[], path: Path): readonly Issue[] {
  const blind = namesIn(criteria, 'evidence').filter((kind) => kind === 'not_sent' || kind === 'no_decoder');
  if (blind.length === 0 || namesIn(criteria, 'asset').length > 0) return [];
  const advice = 'signing without verified bytes must be permitted for named assets: add `asset: [...]`';
  return [issue([...path, 'evidence'], `accepts ${blind.join(' and ')}, but ${advice}`)];
}

/** Acts that say too little by themselves: which criterion has to say the rest. */
const namedBy: ReadonlyMap<unknown, string> = new Map([
  ['unknown_call', 'calls'],
  ['unknown_program', 'calls'],
  ['typed_data', 'typed_data_domain'],
]);

function refuseUnnamed(when: When, path: Path): readonly Issue[] {
  const acts: readonly unknown[] = Array.isArray(when['acts']) ? when['acts'] : [];
  return acts.flatMap((act, i) => {
    const criterion = namedBy.get(act);
    if (criterion === undefined || Object.hasOwn(when, criterion)) return [];
    return [issue([...path, 'acts', i], `permits any \`${act}\`: name which ones in \`${criterion}\``)];
  });
}

function refuseOpenChange<View, Item>(
  criteria: readonly Criterion<View>[],
  itemCriteria: readonly Criterion<Item>[],
  when: When,
  path: Path,
): readonly Issue[] {
  const types = namesIn(criteria, 'change_type');
  if (types.length === 0 && !Object.hasOwn(when, 'change_type')) {
    return [
      issue(path, 'a permit for configuration changes must name their types: add `change_type: [...]`'),
    ];
  }
  if (types.length === 0 && criteria.some(({ key }) => key === 'change_type')) {
    return [
      issue(
        [...path, 'change_type'],
        'a permit must list the types it permits: none_of would also permit others',
      ),
    ];
  }
  if (types.includes('UNMANAGED_WALLET') && namesIn(itemCriteria, 'change_address_book').length === 0) {
    const advice = 'whitelisting is permitted only from an address book: add `change_address_book: [...]`';
    return [issue(path, advice)];
  }
  return [];
}
