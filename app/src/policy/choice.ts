/**
 * The most common kind of criterion: a field is one of some names, `[A, B]`, or none of them, `{none_of: [A, B]}`.
 */

import './jitless.ts';
import { z } from 'zod';
import type { Found, Meaning, Outcome } from './criterion.ts';

export interface Choice {
  readonly names: readonly string[];
  readonly excluded: boolean;
}

/** A list without repetition, at least one item. */
export function listOf<Item extends string>(item: z.ZodType<Item>) {
  return z
    .array(item, 'must be a list such as [A, B]')
    .min(1, 'is empty: name at least one, or remove the criterion')
    .refine((names) => new Set(names).size === names.length, 'names something twice');
}

export function choiceOf(item: z.ZodType<string>) {
  return z.union(
    [
      listOf(item).transform((names): Choice => ({ names, excluded: false })),
      z
        .strictObject({ none_of: listOf(item) }, 'must be a map')
        .transform(({ none_of }): Choice => ({ names: none_of, excluded: true })),
    ],
    'must be a list such as [A, B], or {none_of: [A, B]}',
  );
}

/** An identifier as the co-signer sends it. Visible ASCII, so that two that look alike are alike. */
export const identifier = z
  .string('must be text')
  .regex(/^[!-~]{1,128}$/, 'must be 1 to 128 visible ASCII characters');

/**
 * Judges what `find` finds: a name, several names of which any may be meant (and which are all that there are), or
 * undefined, which is unknown for both forms.
 */
export function choose<View>(field: string, choice: Choice, find: (view: View) => Found): Meaning<View> {
  const { names, excluded } = choice;
  const set = new Set(names);
  const judge = (view: View): Outcome => {
    const found = find(view);
    if (found === undefined) return 'unknown';
    const named = typeof found === 'string' ? set.has(found) : found.some((name) => set.has(name));
    return named === excluded ? 'fail' : 'pass';
  };
  const wanted = `${excluded ? 'none' : 'one'} of ${listed(names)}`;
  const explain = (view: View): string => `wants ${wanted}; found ${described(find(view))}`;
  return excluded ? { judge, explain } : { judge, explain, requires: { field, values: names, find } };
}

const shownNames = 5;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, shownNames).join(', ');
  return names.length > shownNames ? `${shown} and ${names.length - shownNames} more` : shown;
}

function described(found: Found): string {
  if (found === undefined) return 'nothing that can be judged';
  const text = typeof found === 'string' ? found : listed(found);
  return text === '' ? 'none' : text;
}
