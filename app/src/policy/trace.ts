/**
 * Which rules are told about in a verdict. All of them when people ask (`explain`); in an audit row the ones that
 * decided and the ones that came nearest, up to a limit.
 */

import type { Judgement } from './rule.ts';
import type { RuleTrace, Trace } from './verdict.ts';

/** A line is at most about 300 bytes, so a trace stays under 5 kB in every audit row. */
export const maxTracedRules = 16;

/** Lists of names and texts of the request are cut here. */
export const maxDetailCharacters = 200;

/** `total`: the number of rules in the policy. `additions`: lines that no rule wrote. */
export function composeTrace(
  judgements: readonly Judgement[],
  total: number,
  limit: number,
  additions: readonly RuleTrace[],
): Trace {
  const told = judgements.length > limit ? [...judgements].sort(compareWeight).slice(0, limit) : judgements;
  const rules = [...told.map(describeJudgement), ...additions].sort((a, b) => (a.rule < b.rule ? -1 : 1));
  return { rules, skipped: total - told.length };
}

const weightOfEffect = { forbid: 0, hold: 1, permit: 2 };

/** Rules that decide come first, then failed ones by how many criteria they passed; by name where that is equal. */
function compareWeight(a: Judgement, b: Judgement): number {
  const byOutcome = Number(a.outcome === 'failed') - Number(b.outcome === 'failed');
  if (byOutcome !== 0) return byOutcome;
  const byEffect = weightOfEffect[a.effect] - weightOfEffect[b.effect];
  const byNearness = b.passed - a.passed;
  const order = a.outcome === 'failed' ? byNearness : byEffect;
  return order !== 0 ? order : a.rule < b.rule ? -1 : 1;
}

function describeJudgement({ rule, effect, outcome, finding }: Judgement): RuleTrace {
  if (finding === undefined) return { rule, effect, outcome };
  return { rule, effect, outcome, criterion: finding.criterion, detail: shorten(finding.explain()) };
}

function shorten(text: string): string {
  return text.length > maxDetailCharacters ? `${text.slice(0, maxDetailCharacters)}...` : text;
}
