/**
 * The document's `limits`, `cool_downs`, `prices` and `release_unsigned_after`: their shape, and what no limit may say. A
 * limit belongs to the whole policy or, where it says so, to the rules that name it in `within`.
 */

import './jitless.ts';
import { z } from 'zod';
import { listOf } from './choice.ts';
import type { Context } from './criterion.ts';
import type { CoolDown, Limit } from './limit.ts';
import { type Cap, type Pricing, parseCap } from './measure.ts';
import { parseWhen } from './parse-rule.ts';
import { describeIssues, type Issue, issue, type Path } from './problem.ts';
import { scopeKeys } from './scope.ts';
import { parseDuration, parseWindow, type WindowProblem } from './window.ts';

/** Limits and cool-downs of a policy; a decision is one transaction of the ledger, which has an upper size. */
export const maxLimits = 40;

/** The co-signer's own pending statuses end after this long. */
const defaultReleaseMs = 2 * 3_600_000;
/** As `amount_usd`. */
const defaultMarginPercent = 5;

const name = z
  .string('must be text')
  .regex(/^[a-z0-9][a-z0-9_.-]{0,79}$/, 'must be 1 to 80 lower case letters, digits and - _ .');
const capText = z.string('must be text such as 100 ETH');
const capTexts = z.union(
  [capText.transform((one) => [one]), z.array(capText, 'must be a list').min(1, 'is empty: write a limit')],
  'must be an amount such as 100 ETH, or a list of them',
);
const exceeding = z.enum(['refuse', 'hold']).default('refuse');
const when = z.record(z.string(), z.unknown(), 'must be a map of criteria').default({});

const limitShape = z.strictObject(
  {
    name,
    of: z.enum(['policy', 'rules']).default('policy'),
    window: z.string('must be text such as 24h, 7d or day'),
    zone: z.string('must be text').optional(),
    at_most: capTexts,
    per: listOf(z.enum(scopeKeys)).default([]),
    when,
    exceeding,
    description: z.string('must be text').max(1000, 'is longer than 1000 characters').optional(),
  },
  'must be a map of name, window and at_most',
);
const coolDownShape = z.strictObject(
  {
    name,
    first_at_most: capTexts,
    next_after: z.string('must be text such as 24h'),
    when,
    exceeding,
    description: z.string('must be text').max(1000, 'is longer than 1000 characters').optional(),
  },
  'must be a map of name, first_at_most and next_after',
);
const pricesShape = z.discriminatedUnion(
  'from',
  [
    z.strictObject({
      from: z.literal('cosigner'),
      margin: z
        .string('must be text')
        .regex(
          /^(?:[1-9]|[1-4][0-9]|50) %$/,
          'must be a whole percentage from 1 % to 50 %, written such as 5 %',
        )
        .transform((text) => Number.parseInt(text, 10))
        .default(defaultMarginPercent),
    }),
    z.strictObject({ from: z.literal('table'), max_age: z.string('must be text such as 15m') }),
  ],
  'must be a map whose from is cosigner or table',
);

/** The sections as they stand in the document. */
export interface RawLimits {
  readonly limits?: unknown;
  readonly cool_downs?: unknown;
  readonly prices?: unknown;
  readonly release_unsigned_after?: unknown;
}

export interface ParsedLimits {
  readonly limits: readonly Limit[];
  readonly coolDowns: readonly CoolDown[];
  readonly pricing: Pricing;
  readonly releaseMs: number;
}

/** `within`: from the name of a limit to the rules that name it. */
export function parseLimits(
  raw: RawLimits,
  context: Context,
  within: ReadonlyMap<string, readonly string[]>,
): { readonly parsed: ParsedLimits; readonly issues: readonly Issue[] } {
  const issues: Issue[] = [];
  const limits = parseList(raw.limits, ['limits'], issues, (one, at) =>
    parseLimit(one, at, context, within, issues),
  );
  const coolDowns = parseList(raw.cool_downs, ['cool_downs'], issues, (one, at) =>
    parseCoolDown(one, at, context, issues),
  );
  const names = [...limits, ...coolDowns].map((one) => one.name);
  const repeated = names.find((one, i) => names.indexOf(one) !== i);
  if (repeated !== undefined)
    issues.push(issue(['limits'], `\`${repeated}\` is the name of two limits: names are unique`));
  if (names.length > maxLimits)
    issues.push(issue(['limits'], `are more than ${maxLimits}, cool_downs included`));
  const known = new Set(limits.filter(({ rules }) => rules !== undefined).map((one) => one.name));
  for (const [limit, rules] of within) {
    if (known.has(limit)) continue;
    const advice = 'is not a limit `of: rules`: correct its name, or write it under limits';
    issues.push(issue(['rules'], `\`${limit}\` in within of ${rules.join(', ')} ${advice}`));
  }
  const pricing = parsePricing(raw.prices, issues);
  const releaseMs = parseRelease(raw.release_unsigned_after, issues);
  return { parsed: { limits, coolDowns, pricing, releaseMs }, issues };
}

function parseList<T>(
  raw: unknown,
  at: Path,
  issues: Issue[],
  parse: (one: unknown, at: Path) => T | undefined,
): readonly T[] {
  if (raw === undefined) return [];
  if (!Array.isArray(raw)) {
    issues.push(issue(at, 'must be a list'));
    return [];
  }
  return raw.flatMap((one: unknown, i) => {
    const parsed = parse(one, [...at, i]);
    return parsed === undefined ? [] : [parsed];
  });
}

function parseLimit(
  raw: unknown,
  at: Path,
  context: Context,
  within: ReadonlyMap<string, readonly string[]>,
  issues: Issue[],
): Limit | undefined {
  const shape = limitShape.safeParse(raw);
  if (!shape.success) {
    issues.push(...describeIssues(shape.error, raw, at));
    return undefined;
  }
  const { of, zone, at_most, per, ...rest } = shape.data;
  const isCalendar = parseDuration(rest.window) === undefined;
  const window = parseWindow(rest.window, zone ?? (isCalendar ? context.timeZone : undefined));
  if (!window.ok) issues.push(describeWindow(window.error, rest.window, zone, at));
  const caps = parseCaps(at_most, [...at, 'at_most'], context, issues);
  const about = parseWhen(rest.name, rest.when, context, [...at, 'when'], issues);
  const named = within.get(rest.name) ?? [];
  if (of === 'rules' && named.length === 0) {
    issues.push(issue([...at, 'of'], `no rule names ${rest.name} in \`within\`: it would limit nothing`));
  }
  if (!window.ok) return undefined;
  return {
    name: rest.name,
    rules: of === 'rules' ? new Set(named) : undefined,
    window: window.value,
    caps,
    per: scopeKeys.filter((key) => per.includes(key)),
    when: about,
    exceeding: rest.exceeding,
  };
}

function parseCoolDown(raw: unknown, at: Path, context: Context, issues: Issue[]): CoolDown | undefined {
  const shape = coolDownShape.safeParse(raw);
  if (!shape.success) {
    issues.push(...describeIssues(shape.error, raw, at));
    return undefined;
  }
  const { name, first_at_most, next_after, when, exceeding } = shape.data;
  const waitMs = parseDuration(next_after);
  if (waitMs === undefined) issues.push(issue([...at, 'next_after'], notADuration(next_after)));
  return {
    name,
    caps: parseCaps(first_at_most, [...at, 'first_at_most'], context, issues),
    waitMs: waitMs ?? 0,
    waitText: next_after,
    when: parseWhen(name, when, context, [...at, 'when'], issues),
    exceeding,
  };
}

function parseCaps(texts: readonly string[], at: Path, context: Context, issues: Issue[]): readonly Cap[] {
  const caps: Cap[] = [];
  texts.forEach((text, i) => {
    const path = texts.length === 1 ? at : [...at, i];
    const cap = parseCap(text, context.assets);
    if (!cap.ok) issues.push(issue(path, cap.error));
    else if (caps.some(({ unit }) => unit === cap.value.unit)) {
      issues.push(issue(path, `limits ${cap.value.unit} a second time: write one amount per unit`));
    } else caps.push(cap.value);
  });
  return caps;
}

function describeWindow(problem: WindowProblem, window: string, zone: string | undefined, at: Path): Issue {
  switch (problem) {
    case 'unknown_window':
      return issue([...at, 'window'], `\`${window}\` is not a window: write 24h, 7d, day, week or month`);
    case 'zone_useless':
      return issue([...at, 'zone'], 'has no meaning for a rolling window: remove it');
    case 'zone_missing':
      return issue(at, 'needs a time zone: write zone here, or time_zone for the whole document');
    case 'unknown_time_zone':
      return issue(at, `\`${zone}\` is not a time zone: use a name such as Asia/Tokyo`);
  }
}

function parsePricing(raw: unknown, issues: Issue[]): Pricing {
  const usual: Pricing = { from: 'cosigner', marginPercent: defaultMarginPercent };
  if (raw === undefined) return usual;
  const shape = pricesShape.safeParse(raw);
  if (!shape.success) {
    issues.push(...describeIssues(shape.error, raw, ['prices']));
    return usual;
  }
  if (shape.data.from === 'cosigner') return { from: 'cosigner', marginPercent: shape.data.margin };
  const maxAgeMs = parseDuration(shape.data.max_age);
  if (maxAgeMs === undefined) issues.push(issue(['prices', 'max_age'], notADuration(shape.data.max_age)));
  return { from: 'table', maxAgeMs: maxAgeMs ?? 0 };
}

function parseRelease(raw: unknown, issues: Issue[]): number {
  if (raw === undefined) return defaultReleaseMs;
  const ms = parseDuration(String(raw));
  if (ms === undefined) issues.push(issue(['release_unsigned_after'], notADuration(String(raw))));
  return ms ?? defaultReleaseMs;
}

function notADuration(text: string): string {
  return `\`${text}\` is not a duration: write 90m, 24h or 7d`;
}
