/**
 * From the bytes of a policy document to a policy, or to everything that is wrong with it. Pure: files that the document
 * mentions are read by the caller, who asks `listBookFiles` which they are.
 */

import { createHash } from 'node:crypto';
import './jitless.ts';
import { z } from 'zod';
import { err, ok, type Result } from '../lib/result.ts';
import { readYaml, type YamlDocument } from '../lib/yaml.ts';
import type { AssetTable } from '../transaction/asset.ts';
import { type BookSources, fillAddressBooks, parseBookSources } from './address-books.ts';
import { makeAssessor, tellShortfalls } from './assess-limits.ts';
import type { Context } from './criterion.ts';
import { makeEvaluator } from './evaluate.ts';
import { parseKnowledge } from './knowledge-sections.ts';
import { parseLimits } from './limits-section.ts';
import { lintRules, type PolicyWarning } from './lint.ts';
import { lintLimits } from './lint-limits.ts';
import { parseRule } from './parse-rule.ts';
import type { Policy } from './policy.ts';
import {
  describeIssues,
  formatPath,
  type Issue,
  issue,
  maxReportedProblems,
  type PolicyProblem,
} from './problem.ts';
import type { Rule } from './rule.ts';
import { wallClock } from './wall-clock.ts';

/** A policy with what `callback-handler check` says about it. */
export interface LoadedPolicy extends Policy {
  lint(): readonly PolicyWarning[];
}

/** Some 20,000 rules. Address books beyond a few thousand entries belong in files of their own. */
export const maxPolicyBytes = 4 * 1024 * 1024;

/** Twice what the decision time is measured with. */
export const maxRules = 20_000;

const answer = z.enum(['REJECT', 'IGNORE']).default('REJECT');
const knowledgeSections = {
  assets: z.unknown().optional(),
  raw_hashes: z.unknown().optional(),
  lookup_tables: z.unknown().optional(),
  vaults: z.unknown().optional(),
  contracts: z.unknown().optional(),
};
const headerShape = z.strictObject(
  {
    version: z.literal('1'),
    name: z.string('must be text').min(1, 'is empty').max(100, 'is longer than 100 characters'),
    time_zone: z.string('must be text').optional(),
    otherwise: z
      .strictObject(
        { approval: answer, configuration: answer },
        'must be a map of approval and configuration',
      )
      .default({ approval: 'REJECT', configuration: 'REJECT' }),
    ...knowledgeSections,
    address_books: z.unknown().optional(),
    limits: z.unknown().optional(),
    cool_downs: z.unknown().optional(),
    prices: z.unknown().optional(),
    release_unsigned_after: z.unknown().optional(),
    rules: z
      .array(z.unknown(), 'must be a list; [] permits nothing')
      .max(maxRules, `are more than ${maxRules}`),
  },
  'must be a map of version, name and rules',
);
/** The sections alone, so that a mistake in the header does not hide the mistakes in them. */
const sectionsShape = z.object({
  time_zone: z.string().optional().catch(undefined),
  ...knowledgeSections,
  address_books: z.unknown().optional(),
  limits: z.unknown().optional(),
  cool_downs: z.unknown().optional(),
  prices: z.unknown().optional(),
  release_unsigned_after: z.unknown().optional(),
  rules: z.array(z.unknown()).max(maxRules).catch([]),
});

/** The paths of all address book files that the document mentions, as written, sorted. */
export function listBookFiles(bytes: Uint8Array): Result<readonly string[], readonly PolicyProblem[]> {
  // Reading YAML is the slowest part of a start, and most policies have no files. Should an escaped spelling of the
  // key hide a file from this look, `parsePolicy` finds it missing and refuses the policy.
  if (!Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('file')) return ok([]);
  const yaml = readYaml(bytes, maxPolicyBytes);
  if (!yaml.ok) return err(yaml.error.map((problem) => ({ path: '', ...problem })));
  const sections = sectionsShape.safeParse(yaml.value.value);
  return ok(sections.success ? filesOf(parseBookSources(sections.data.address_books ?? {}, [])) : []);
}

/**
 * `builtIn` is the table of well-known assets; `files` holds the content of every file that `listBookFiles` names.
 * All problems are reported together, in the order of the document's lines.
 */
export function parsePolicy(
  bytes: Uint8Array,
  builtIn: AssetTable,
  files: ReadonlyMap<string, Uint8Array>,
): Result<LoadedPolicy, readonly PolicyProblem[]> {
  const yaml = readYaml(bytes, maxPolicyBytes);
  if (!yaml.ok) return err(yaml.error.map((problem) => ({ path: '', ...problem })));
  const raw = yaml.value.value;
  const issues: Issue[] = [];
  const header = headerShape.safeParse(raw);
  if (!header.success) issues.push(...describeIssues(header.error, raw, []));
  const sections = sectionsShape.safeParse(raw);
  if (!sections.success) return err(toProblems(issues, yaml.value));

  const { knowledge, issues: knowledgeIssues } = parseKnowledge(sections.data, builtIn);
  const { assets } = knowledge;
  const bookSources = parseBookSources(sections.data.address_books ?? {}, ['address_books']);
  const { books, issues: bookIssues } = fillAddressBooks(bookSources.sources, files, ['address_books']);
  const timeZone = sections.data.time_zone;
  const context: Context = { assets, bookNames: bookSources.names, timeZone, clockOf: rememberClocks() };
  if (timeZone !== undefined && !context.clockOf(timeZone).ok) {
    issues.push(issue(['time_zone'], `\`${timeZone}\` is not a time zone: use a name such as Asia/Tokyo`));
  }
  const { rules, within, issues: ruleIssues } = parseRules(sections.data.rules, context);
  const { parsed: limits, issues: limitIssues } = parseLimits(sections.data, context, within);
  issues.push(...knowledgeIssues, ...bookSources.issues, ...bookIssues, ...ruleIssues, ...limitIssues);
  if (!header.success || issues.length > 0) return err(toProblems(issues, yaml.value));

  return ok({
    name: header.data.name,
    sha256: hashPolicy(bytes, filesOf(bookSources), files),
    knowledge,
    otherwise: header.data.otherwise,
    ruleCount: rules.length,
    ...(limits.limits.length + limits.coolDowns.length > 0 && { releaseMs: limits.releaseMs }),
    ...makeEvaluator(rules, assets, books, makeAssessor(limits, assets, books)),
    exceeded: tellShortfalls,
    lint: () => [...lintRules(rules), ...lintLimits(rules, limits)],
  });
}

function parseRules(rawRules: readonly unknown[], context: Context) {
  const rules: Rule[] = [];
  const issues: Issue[] = [];
  const firstByName = new Map<unknown, number>();
  const within = new Map<string, readonly string[]>();
  rawRules.forEach((raw, i) => {
    const parsed = parseRule(raw, context, ['rules', i]);
    if ('rule' in parsed) {
      rules.push(parsed.rule);
      for (const limit of parsed.within) within.set(limit, [...(within.get(limit) ?? []), parsed.rule.name]);
    } else issues.push(...parsed.issues);
    const name = nameShape.safeParse(raw).data?.name;
    const first = firstByName.get(name);
    if (name === undefined || first === undefined) firstByName.set(name, i);
    else
      issues.push(
        issue(['rules', i, 'name'], `\`${name}\` is already the name of rules[${first}]: names are unique`),
      );
  });
  return { rules, within, issues };
}

const nameShape = z.object({ name: z.string() });

/** Making a clock costs a thousand times more than reading it, and rules share zones. */
function rememberClocks(): Context['clockOf'] {
  const clocks = new Map<string, ReturnType<typeof wallClock>>();
  return (timeZone) => {
    const clock = clocks.get(timeZone) ?? wallClock(timeZone);
    clocks.set(timeZone, clock);
    return clock;
  };
}

function filesOf({ sources }: BookSources): readonly string[] {
  const files = [...sources.values()].flatMap((source) => (source.kind === 'file' ? [source.file] : []));
  return [...new Set(files)].sort();
}

/**
 * Without files, the SHA-256 of the document. With files, the SHA-256 of what `sha256sum` prints for the document on its
 * standard input (name `-`) followed by the files in the order of their paths, so that it can be checked by hand.
 */
function hashPolicy(
  bytes: Uint8Array,
  names: readonly string[],
  files: ReadonlyMap<string, Uint8Array>,
): string {
  const document = sha256(bytes);
  if (names.length === 0) return document;
  const mentioned = [...files].filter(([name]) => names.includes(name)).sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = mentioned.map(([name, content]) => `${sha256(content)}  ${name}\n`);
  return sha256(Buffer.from(`${document}  -\n${lines.join('')}`));
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function toProblems(issues: readonly Issue[], { lineOf }: YamlDocument): readonly PolicyProblem[] {
  const problems = issues.map(({ path, message }) => ({
    line: lineOf(path),
    path: formatPath(path),
    message,
  }));
  return problems.sort((a, b) => a.line - b.line).slice(0, maxReportedProblems);
}
