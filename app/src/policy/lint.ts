/**
 * Warnings about policies that are valid and probably not what was meant. Exact cases only: two criteria are the same
 * when they were written with the same meaning, so a rule is contained in another when it has all of its criteria.
 */

import type { Criterion } from './criterion.ts';
import type { Rule } from './rule.ts';

export type WarningKind =
  /** The rule changes nothing, because another one with the same effect already applies whenever it does. */
  | 'rule_shadowed'
  /** Whenever the permit applies, a forbid does too. */
  | 'permit_always_forbidden'
  | 'no_forbid'
  /** A permit for transactions without an upper limit on their value. */
  | 'permit_without_ceiling'
  /** A permit for signing without bytes that anybody verified. */
  | 'permit_without_bytes'
  /** A permit for signing that no limit is about. */
  | 'permit_without_limit'
  /** A limit that is not above what one payment may be. */
  | 'limit_of_nothing';

export interface PolicyWarning {
  readonly kind: WarningKind;
  /** The rule's name; absent when the warning is about the policy as a whole. */
  readonly rule?: string;
  readonly message: string;
}

/** In the order of rule names. */
export function lintRules(rules: readonly Rule[]): readonly PolicyWarning[] {
  const sorted = [...rules].sort((a, b) => (a.name < b.name ? -1 : 1));
  const warnings = [...lintContainment(sorted), ...sorted.flatMap(lintPermit)];
  warnings.sort((a, b) => (a.rule < b.rule ? -1 : 1));
  if (rules.length === 0 || rules.some(({ effect }) => effect === 'forbid')) return warnings;
  const message = 'the policy forbids nothing: one permit that is too wide is enough to let everything out';
  return [{ kind: 'no_forbid', message }, ...warnings];
}

type RuleWarning = PolicyWarning & { readonly rule: string };

function lintPermit(rule: Rule): readonly RuleWarning[] {
  if (rule.effect !== 'permit' || rule.request !== 'transaction') return [];
  const warnings: RuleWarning[] = [];
  if (!rule.criteria.some(({ limitsValue }) => limitsValue === true)) {
    const message = `${rule.name} permits any amount: add amount or amount_usd with at_most`;
    warnings.push({ kind: 'permit_without_ceiling', rule: rule.name, message });
  }
  const evidence = rule.criteria.flatMap(({ requires }) =>
    requires?.field === 'evidence' ? requires.values : [],
  );
  const blind = evidence.filter((kind) => kind === 'not_sent' || kind === 'no_decoder');
  if (blind.length > 0) {
    const message = `${rule.name} permits signing on the co-signer's word alone (evidence ${blind.join(', ')})`;
    warnings.push({ kind: 'permit_without_bytes', rule: rule.name, message });
  }
  return warnings;
}

/** A rule reduced to what it asks for. */
interface Outline {
  readonly rule: Rule;
  readonly asks: ReadonlySet<string>;
  /** For each ask, all rules that ask for it too. */
  readonly peers: Outline[][];
}

function lintContainment(rules: readonly Rule[]): readonly RuleWarning[] {
  const peersByAsk = new Map<string, Outline[]>();
  const outlines = rules.map((rule): Outline => {
    const outline: Outline = { rule, asks: new Set([rule.request, ...canonicals(rule)]), peers: [] };
    for (const ask of outline.asks) {
      const peers = peersByAsk.get(ask) ?? [];
      peersByAsk.set(ask, peers);
      peers.push(outline);
      outline.peers.push(peers);
    }
    return outline;
  });
  const warnings = outlines.flatMap((wide) => {
    // Every rule that contains `wide` asks for its rarest criterion, so only those need a look.
    const fewest = wide.peers.reduce((a, b) => (b.length < a.length ? b : a));
    return fewest.flatMap((narrow) => compare(wide, narrow));
  });
  // One example is enough, however many rules shadow the same one.
  return [...new Map(warnings.map((warning) => [`${warning.kind} ${warning.rule}`, warning])).values()];
}

function canonicals(rule: Rule): readonly string[] {
  const criteria: readonly Pick<Criterion<never>, 'canonical'>[] = [...rule.criteria, ...rule.itemCriteria];
  return criteria.map(({ canonical }) => canonical);
}

/** What follows when everything that `wide` asks for is also asked for by `narrow`. */
function compare(wide: Outline, narrow: Outline): readonly RuleWarning[] {
  if (wide === narrow || ![...wide.asks].every((ask) => narrow.asks.has(ask))) return [];
  const rule = narrow.rule.name;
  if (wide.rule.effect === narrow.rule.effect) {
    // Of two equal rules, the one whose name comes later is the spare one.
    if (wide.asks.size === narrow.asks.size && rule < wide.rule.name) return [];
    return [
      {
        kind: 'rule_shadowed',
        rule,
        message: `${rule} changes nothing: ${wide.rule.name} applies whenever it does`,
      },
    ];
  }
  if (wide.rule.effect !== 'forbid' || narrow.rule.effect !== 'permit') return [];
  const message = `${rule} can never permit anything: ${wide.rule.name} forbids whatever it would permit`;
  return [{ kind: 'permit_always_forbidden', rule, message }];
}
