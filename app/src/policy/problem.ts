/**
 * What is wrong with a policy document, as one sentence per problem that says what to do. Translates the schema
 * library's findings; knows nothing of rules.
 */

import type { z } from 'zod';

export type Path = readonly PropertyKey[];

/** Where (from the document's root) and what. `load.ts` adds the line. */
export interface Issue {
  readonly path: Path;
  readonly message: string;
}

/** As reported to the operator. */
export interface PolicyProblem {
  /** 1-based line of the document; absent when the problem has no place in it. */
  readonly line?: number;
  /** Such as `rules[3].when.amount`; empty for the document as a whole. */
  readonly path: string;
  readonly message: string;
}

/** A document that is wrong from end to end needs no longer report. */
export const maxReportedProblems = 200;

export function issue(path: Path, message: string): Issue {
  return { path, message };
}

/** `rules`, 3, `when` is `rules[3].when`. */
export function formatPath(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}

/** Every finding of the schema library about `raw`, under `at`. */
export function describeIssues(error: z.core.$ZodError, raw: unknown, at: Path): readonly Issue[] {
  return error.issues.flatMap((found) => describeIssue(found, raw, at));
}

function describeIssue(found: z.core.$ZodIssue, raw: unknown, at: Path): readonly Issue[] {
  const path = [...at, ...found.path];
  if (found.code === 'unrecognized_keys') {
    return found.keys.map((key) =>
      issue([...path, key], `unknown key \`${key}\`: correct its spelling or remove it`),
    );
  }
  if (valueAt(raw, found.path) === undefined) return [issue(path, 'is missing: it must be written')];
  if (found.code === 'invalid_union') {
    const branch = nearestBranch(found.errors);
    if (branch !== undefined)
      return branch.flatMap((inner) => describeIssue(inner, valueAt(raw, found.path), path));
  }
  if (found.code === 'invalid_value') return [issue(path, `must be one of ${found.values.join(', ')}`)];
  return [issue(path, found.message)];
}

/** The alternative whose outer shape fitted, so that the report is about what the writer meant. */
function nearestBranch(branches: readonly z.core.$ZodIssue[][]): readonly z.core.$ZodIssue[] | undefined {
  return branches.find((issues) =>
    issues.every((inner) => inner.code !== 'invalid_type' || inner.path.length > 0),
  );
}

function valueAt(raw: unknown, path: Path): unknown {
  let value = raw;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}
