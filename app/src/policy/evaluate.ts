/**
 * From judged rules to a verdict: forbid beats hold, hold beats permit, permit beats nothing. A rule that cannot be
 * evaluated counts against the request: an unknown forbid forbids, an unknown hold holds, an unknown permit permits
 * nothing. An address that looks like a known one and is another is refused before all rules. The order of rules never
 * matters. This file alone makes a `Permit`.
 */

import { seal } from '../lib/sealed.ts';
import type { AssetTable } from '../transaction/asset.ts';
import type { AddressBooks } from './address-books.ts';
import { type AssessLimits, nameDemand, strictest, traceDemand, traceUnmeasured } from './assess-limits.ts';
import { findPause } from './controls.ts';
import type { Policy, Subject } from './policy.ts';
import { type ChangeRule, type Judgement, judgeRule, type Rule, type TransactionRule } from './rule.ts';
import { indexRules } from './rule-index.ts';
import { composeTrace, maxTracedRules } from './trace.ts';
import type { PermitFields, RuleTrace, Verdict } from './verdict.ts';
import {
  type ChangedAddressView,
  type ChangeView,
  type DestinationView,
  type TransactionView,
  viewChange,
  viewTransaction,
} from './view.ts';

export function makeEvaluator(
  rules: readonly Rule[],
  assets: AssetTable,
  books: AddressBooks,
  assessLimits: AssessLimits = () => undefined,
): Pick<Policy, 'evaluate' | 'explain'> {
  const transactionRules = rules.filter((rule) => rule.request === 'transaction');
  const changeRules = rules.filter((rule) => rule.request === 'configuration_change');
  const findTransactionRules = indexRules<TransactionView, DestinationView, TransactionRule>(
    transactionRules,
  );
  const findChangeRules = indexRules<ChangeView, ChangedAddressView, ChangeRule>(changeRules);

  function judge(
    subject: Subject,
    transactionRulesFor: (view: TransactionView) => Iterable<TransactionRule>,
    changeRulesFor: (view: ChangeView) => Iterable<ChangeRule>,
  ): Judged {
    const { request, evidence } = subject;
    if (evidence.request !== request)
      throw new Error('the evidence must be about the request that is judged');
    if (request.kind === 'transaction') {
      const view = viewTransaction(subject, request, assets, books);
      const judgements = Array.from(transactionRulesFor(view), (rule) => judgeRule(rule, view));
      return { judgements, lookAlike: findLookAlike(view.items, books) };
    }
    const view = viewChange(subject, request, books);
    const judgements = Array.from(changeRulesFor(view), (rule) => judgeRule(rule, view));
    return { judgements, lookAlike: findLookAlike(view.items, books) };
  }

  return {
    evaluate(subject) {
      const judged = judge(subject, findTransactionRules, findChangeRules);
      return conclude(subject, judged, rules.length, maxTracedRules, assessLimits);
    },
    explain(subject) {
      const { judgements, lookAlike } = judge(
        subject,
        () => transactionRules,
        () => changeRules,
      );
      const others = subject.request.kind === 'transaction' ? changeRules : transactionRules;
      return conclude(
        subject,
        { judgements: [...judgements, ...others.map(aboutOtherRequests)], lookAlike },
        rules.length,
        rules.length,
        assessLimits,
      );
    },
  };
}

interface Judged {
  readonly judgements: readonly Judgement[];
  readonly lookAlike: LookAlike | undefined;
}

interface LookAlike {
  readonly found: string;
  readonly resembles: string;
}

/** The first address of the request that is in no book and looks like one that is. */
function findLookAlike(
  items: readonly { readonly address: string | undefined; readonly books: readonly string[] }[],
  books: AddressBooks,
): LookAlike | undefined {
  for (const { address, books: known } of items) {
    if (address === undefined || known.length > 0) continue;
    const resembles = books.resembled(address);
    if (resembles !== undefined) return { found: address, resembles };
  }
  return undefined;
}

function conclude(
  subject: Subject,
  { judgements, lookAlike }: Judged,
  total: number,
  limit: number,
  assessLimits: AssessLimits,
): Verdict {
  const { request, evidence } = subject;
  const refused =
    request.kind === 'configuration_change' && !request.known ? [unknownType(request.type)] : [];
  const trace = composeTrace(judgements, total, limit, refused);
  if (lookAlike !== undefined) return { outcome: 'look_alike', ...lookAlike, trace };
  const forbids = judgements.filter(({ effect, outcome }) => effect === 'forbid' && outcome !== 'failed');
  if (forbids.some(({ outcome }) => outcome === 'matched')) return { outcome: 'forbidden', trace };
  if (forbids.length > 0) return { outcome: 'unevaluable', trace };
  const pause = findPause(subject, subject.controls?.pauses ?? []);
  if (pause !== undefined) return { outcome: 'paused', pause, trace };
  const isHeld = judgements.some(({ effect, outcome }) => effect === 'hold' && outcome !== 'failed');
  if (isHeld && subject.excepted !== true) {
    return { outcome: 'held', trace };
  }
  const permits = judgements.filter(({ effect, outcome }) => effect === 'permit' && outcome === 'matched');
  if (permits.length === 0 || refused.length > 0) return { outcome: 'not_permitted', trace };
  const rules = permits.map(({ rule }) => rule).sort();
  const assessed = assessLimits(subject, rules);
  if (assessed === undefined) {
    return {
      outcome: 'permitted',
      permit: seal<'Permit', PermitFields>({ request, evidence, rules }),
      trace,
    };
  }
  const { unmeasured, ...demand } = assessed;
  // An exception stands in for the price that is missing, as it does for the room.
  if (unmeasured.length > 0 && subject.excepted !== true) {
    const limits = [...traceDemand(demand), ...traceUnmeasured(unmeasured)];
    return { outcome: 'unmeasured', exceeding: strictest(unmeasured), trace: { ...trace, limits } };
  }
  const permit = seal<'Permit', PermitFields>({ request, evidence, rules, demand });
  return { outcome: 'permitted', permit, trace: { ...trace, draws: nameDemand(demand) } };
}

/** Whatever the rules say, a configuration change of a type that the protocol does not list is never permitted. */
function unknownType(type: string): RuleTrace {
  const detail = `the type ${JSON.stringify(type.slice(0, 80))} is not one that this handler knows: it is never permitted`;
  return {
    rule: '(unknown configuration type)',
    effect: 'permit',
    outcome: 'failed',
    criterion: 'change_type',
    detail,
  };
}

function aboutOtherRequests({ name, effect, request }: Rule): Judgement {
  const explain = (): string => `the rule is about another kind of request: ${request}`;
  return {
    rule: name,
    effect,
    outcome: 'failed',
    passed: 0,
    finding: { outcome: 'fail', criterion: 'request', explain },
  };
}
