/**
 * What a permitted request asks of all limits together, and the lines about them in the trace. Limits never permit
 * anything: they are asked only after a permit matched and nothing stood in its way.
 */

import type { AssetTable } from '../transaction/asset.ts';
import type { AddressBooks } from './address-books.ts';
import { noControls } from './controls.ts';
import {
  type Assessment,
  assessCoolDown,
  assessLimit,
  type Demand,
  type Exceeding,
  type Unmeasured,
} from './limit.ts';
import type { ParsedLimits } from './limits-section.ts';
import { formatUnits } from './measure.ts';
import type { Subject } from './policy.ts';
import { type ScopedPayment, type ScopeKey, scopePayments } from './scope.ts';
import type { LimitTrace } from './verdict.ts';
import { viewTransaction } from './view.ts';

/** Counters and places of one decision: the ledger takes them in one transaction, which has an upper size. */
export const maxDemands = 40;

export type AssessLimits = (subject: Subject, rules: readonly string[]) => Assessment | undefined;

/** Undefined where the policy has no limits or the request is not a transaction. */
export function makeAssessor(parsed: ParsedLimits, assets: AssetTable, books: AddressBooks): AssessLimits {
  const { limits, coolDowns, pricing } = parsed;
  if (limits.length + coolDowns.length === 0) return () => undefined;
  return (subject, rules) => {
    const { request, controls = noControls } = subject;
    if (request.kind !== 'transaction') return undefined;
    const view = viewTransaction(subject, request, assets, books);
    const known = new Map<string, readonly ScopedPayment[]>();
    const scoped = (per: readonly ScopeKey[]): readonly ScopedPayment[] => {
      const key = per.join();
      const payments = known.get(key) ?? scopePayments(per, view, rules);
      known.set(key, payments);
      return payments;
    };
    const surroundings = { view, rules, pricing, controls, scoped };
    const all = [
      ...limits.map((limit) => assessLimit(limit, surroundings)),
      ...coolDowns.map((coolDown) => assessCoolDown(coolDown, surroundings)),
    ];
    const draws = all.flatMap((one) => one.draws);
    const firsts = all.flatMap((one) => one.firsts);
    const unmeasured = all.flatMap((one) => one.unmeasured);
    if (view.facts?.payments.some(({ destination }) => destination === undefined)) {
      // Limits count what destinations declare, so that both stages count the same.
      const why = 'the bytes pay what nobody declared, which no limit counts';
      return { draws: [], firsts: [], unmeasured: [{ limit: '(all limits)', exceeding: 'refuse', why }] };
    }
    if (draws.length + firsts.length <= maxDemands) return { draws, firsts, unmeasured };
    const why = `counts under more than ${maxDemands} counters, which no ledger takes at once`;
    return { draws: [], firsts: [], unmeasured: [{ limit: '(all limits)', exceeding: 'refuse', why }] };
  };
}

/** The stricter of what the limits say. */
export function strictest(all: readonly { readonly exceeding: Exceeding }[]): Exceeding {
  return all.some(({ exceeding }) => exceeding === 'refuse') ? 'refuse' : 'hold';
}

/** A limit of which the ledger said that it is exceeded, by the demand's counter or place. */
export interface Shortfall {
  readonly of: string;
  readonly used: bigint;
  readonly freeAt?: number;
}

/** A demand as an approval's row keeps it: short, and enough to count again. */
export function nameDemand({ draws, firsts }: Demand): readonly string[] {
  return [
    ...draws.map(({ counter, asked }) => `${counter} ${asked}`),
    ...firsts.map(({ place }) => `${place} first`),
  ];
}

export interface Exceeded {
  readonly exceeding: Exceeding;
  readonly limits: readonly LimitTrace[];
  /** The first limit that is exceeded. */
  readonly detail: Readonly<Record<string, string>>;
}

/** One line for each demand; `shortfalls` are told with what is used and when enough is free again. */
export function traceDemand(
  { draws, firsts }: Demand,
  shortfalls: readonly Shortfall[] = [],
): readonly LimitTrace[] {
  const told = (of: string, unit: Parameters<typeof formatUnits>[1]): Partial<LimitTrace> => {
    const short = shortfalls.find((one) => one.of === of);
    if (short === undefined) return {};
    const freeAt = short.freeAt === undefined ? 'never' : new Date(short.freeAt).toISOString();
    return { used: formatUnits(short.used, unit), free_at: freeAt };
  };
  return [
    ...draws.map(({ limit, scope, window, asked, cap, unit, counter }) => ({
      limit,
      scope,
      window,
      asked: formatUnits(asked, unit),
      at_most: formatUnits(cap, unit),
      ...told(counter, unit),
    })),
    ...firsts.map(({ limit, scope, window, unit, place, small }) => ({
      limit,
      scope,
      window,
      asked: small ? 'a small payment' : 'a payment too large for the first',
      at_most: 'a small one, then a wait',
      ...told(place, unit),
    })),
  ];
}

/** What becomes of a permit whose demand the ledger could not meet. */
export function tellShortfalls(demand: Demand, shortfalls: readonly Shortfall[]): Exceeded {
  const short = new Set(shortfalls.map(({ of }) => of));
  const exceeded = [
    ...demand.draws.filter(({ counter }) => short.has(counter)),
    ...demand.firsts.filter(({ place }) => short.has(place)),
  ];
  const limits = traceDemand(demand, shortfalls);
  const first = limits.find(({ used }) => used !== undefined);
  return { exceeding: strictest(exceeded), limits, detail: { ...first } };
}

export function traceUnmeasured(unmeasured: readonly Unmeasured[]): readonly LimitTrace[] {
  return unmeasured.map(({ limit, why }) => ({ limit, unmeasured: why }));
}
