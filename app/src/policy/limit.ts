/**
 * A compiled limit, and what a permitted request asks of it. Pure: how much is used already is the ledger's to know, so
 * a limit says which counter, how much, up to what, and until when it counts.
 */

import type { Controls } from './controls.ts';
import type { Cap } from './measure.ts';
import { measurePayment, measures, type Pricing } from './measure.ts';
import { judgeRule, type TransactionRule } from './rule.ts';
import { paymentsByPlace, type ScopedPayment, type ScopeKey, scopePayments } from './scope.ts';
import type { TransactionView } from './view.ts';
import type { Window } from './window.ts';

export type Exceeding = 'refuse' | 'hold';

export interface Limit {
  readonly name: string;
  /** Rules that name it in `within`; undefined where it belongs to the whole policy. */
  readonly rules: ReadonlySet<string> | undefined;
  readonly window: Window;
  /** One for each unit. */
  readonly caps: readonly Cap[];
  readonly per: readonly ScopeKey[];
  /** What it is about, as the criteria of a rule; judged like a forbid, so that what is unknown counts. */
  readonly when: TransactionRule;
  readonly exceeding: Exceeding;
}

/** The first payment to a place is small, and the next one waits. */
export interface CoolDown {
  readonly name: string;
  readonly caps: readonly Cap[];
  readonly waitMs: number;
  readonly waitText: string;
  readonly when: TransactionRule;
  readonly exceeding: Exceeding;
}

/** What a permitted request asks of the ledger. */
export interface Demand {
  readonly draws: readonly DrawDemand[];
  readonly firsts: readonly FirstDemand[];
}

interface Told {
  readonly limit: string;
  readonly scope: string;
  readonly window: string;
  readonly exceeding: Exceeding;
  readonly unit: Pick<Cap, 'unit' | 'decimals'>;
}

export interface DrawDemand extends Told {
  readonly counter: string;
  readonly asked: bigint;
  readonly cap: bigint;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

export interface FirstDemand extends Told {
  readonly place: string;
  readonly small: boolean;
  readonly waitMs: number;
}

/** A limit that cannot be measured: no price, an old price, no destination. Counts as exceeded. */
export interface Unmeasured {
  readonly limit: string;
  readonly exceeding: Exceeding;
  readonly why: string;
}

export interface Assessment extends Demand {
  readonly unmeasured: readonly Unmeasured[];
}

/** `rules`: the permits that matched. */
export interface Surroundings {
  readonly view: TransactionView;
  readonly rules: readonly string[];
  readonly pricing: Pricing;
  readonly controls: Controls;
  /** `scopePayments` for all rules, remembered: limits share scopes. */
  readonly scoped: (per: readonly ScopeKey[]) => readonly ScopedPayment[];
}

export function assessLimit(
  limit: Limit,
  { view, rules, pricing, controls, scoped }: Surroundings,
): Assessment {
  const { name, window, exceeding } = limit;
  const through = limit.rules === undefined ? rules : rules.filter((rule) => limit.rules?.has(rule));
  const draws: DrawDemand[] = [];
  const unmeasured: Unmeasured[] = [];
  if (through.length === 0 || !isAbout(limit.when, view)) return { draws, firsts: [], unmeasured };
  const { now } = view;
  for (const cap of limit.caps.filter((one) => measures(one, view.request.asset))) {
    for (const { scope, payment } of limit.rules === undefined
      ? scoped(limit.per)
      : scopePayments(limit.per, view, through)) {
      const asked = measurePayment(cap, payment, pricing, controls, now);
      if (scope === undefined || asked === undefined) {
        const why =
          scope === undefined
            ? 'the request does not say clearly what it counts under'
            : noMeasure(cap, pricing);
        unmeasured.push({ limit: name, exceeding, why });
        continue;
      }
      draws.push({
        limit: name,
        scope,
        window: window.text,
        exceeding,
        unit: cap,
        counter: `${name}|${cap.unit}|${scope}`,
        asked,
        cap: cap.amount,
        until: window.untilOf(now),
      });
    }
  }
  return { draws, firsts: [], unmeasured };
}

export function assessCoolDown(coolDown: CoolDown, { view, pricing, controls }: Surroundings): Assessment {
  const { name, exceeding, waitMs, waitText } = coolDown;
  const firsts: FirstDemand[] = [];
  const unmeasured: Unmeasured[] = [];
  if (!isAbout(coolDown.when, view)) return { draws: [], firsts, unmeasured };
  for (const { place, payment } of paymentsByPlace(view)) {
    if (place === undefined) {
      unmeasured.push({ limit: name, exceeding, why: 'the request does not say clearly where it goes' });
      continue;
    }
    const caps = coolDown.caps.filter((cap) => measures(cap, payment.asset));
    const isSmall = (cap: Cap): boolean => {
      const amount = measurePayment(cap, payment, pricing, controls, view.now);
      return amount !== undefined && amount <= cap.amount;
    };
    firsts.push({
      limit: name,
      scope: `destination ${place}`,
      window: waitText,
      exceeding,
      unit: { unit: 'payments', decimals: 0 },
      place: `${name}|${place}`,
      small: caps.length > 0 && caps.every(isSmall),
      waitMs,
    });
  }
  return { draws: [], firsts, unmeasured };
}

function isAbout(when: TransactionRule, view: TransactionView): boolean {
  if (when.criteria.length + when.itemCriteria.length === 0) return true;
  return judgeRule(when, view).outcome !== 'failed';
}

function noMeasure({ unit }: Cap, pricing: Pricing): string {
  if (unit !== 'USD') return 'the request names no amount';
  return pricing.from === 'table' ? 'there is no price that is new enough' : 'the co-signer gives no value';
}
