/**
 * Presence and format of a text that the initiator chose: `{present: true, format: [WD-########]}`. A missing text has
 * no format, so `format` alone is unknown for it; with `present: true` beside it the criterion fails instead.
 */

import './jitless.ts';
import { z } from 'zod';
import { err, ok, type Result } from '../lib/result.ts';
import { choiceOf } from './choice.ts';
import type { Meaning, Outcome } from './criterion.ts';
import { type Mask, matchesMask, parseMask } from './mask.ts';
import { type Issue, issue } from './problem.ts';

export const textFormatShape = z.strictObject(
  {
    present: z.enum(['true', 'false']).optional(),
    format: choiceOf(z.string('must be text')).optional(),
  },
  'must be a map of present and format',
);

export function parseTextFormat<View>(
  { present, format }: z.output<typeof textFormatShape>,
  read: (view: View) => string | undefined,
): Result<Meaning<View>, readonly Issue[]> {
  if (present === undefined && format === undefined)
    return err([issue([], 'is empty: write present or format')]);
  if (present === 'false' && format !== undefined) {
    return err([issue([], 'contradicts itself: a text that is not present has no format')]);
  }
  const masks: Mask[] = [];
  for (const text of format?.names ?? []) {
    const mask = parseMask(text);
    if (!mask.ok) return err([issue(['format'], `the mask \`${text.slice(0, 80)}\` ${mask.error}`)]);
    masks.push(mask.value);
  }
  const judge = (view: View): Outcome => {
    const text = read(view);
    if (present !== undefined && (present === 'true') !== (text !== undefined)) return 'fail';
    if (format === undefined) return 'pass';
    if (text === undefined) return 'unknown';
    const matches = masks.map((mask) => matchesMask(mask, text));
    if (matches.includes(undefined)) return 'unknown';
    return matches.includes(true) === format.excluded ? 'fail' : 'pass';
  };
  const wanted = [
    ...(present === undefined ? [] : [present === 'true' ? 'a text' : 'no text']),
    ...(format === undefined
      ? []
      : [`${format.excluded ? 'none' : 'one'} of the formats ${format.names.join(', ')}`]),
  ].join(' with ');
  const explain = (view: View): string => `wants ${wanted}; found ${shown(read(view))}`;
  return ok({ judge, explain });
}

const shownCharacters = 60;

/** As JSON, since the text is the initiator's and may hold anything. */
function shown(text: string | undefined): string {
  if (text === undefined) return 'none';
  return JSON.stringify(text.slice(0, shownCharacters));
}
