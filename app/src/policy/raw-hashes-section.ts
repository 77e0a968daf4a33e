/**
 * The document's `raw_hashes`: contents of RAW requests that somebody has looked at elsewhere and that may be signed,
 * each once written out in full. That a content is registered does not permit it: a rule has to name `registered_hash`.
 */

import './jitless.ts';
import { z } from 'zod';
import { describeIssues, type Issue, issue, type Path } from './problem.ts';

const content = z
  .string('must be text')
  .regex(/^(?:[0-9a-fA-F]{2}){32,4096}$/, 'must be 32 bytes or more in hexadecimal, without 0x');
const entry = z.union(
  [
    content,
    z
      .strictObject(
        { content, label: z.string('must be text').max(100, 'is longer than 100 characters') },
        'must be a map',
      )
      .transform((labelled) => labelled.content),
  ],
  'must be a content in hexadecimal, or a map of content and label',
);
const shape = z.array(entry, 'must be a list');

export function parseRawHashes(
  raw: unknown,
  at: Path,
): { readonly hashes: ReadonlySet<string>; readonly issues: readonly Issue[] } {
  const list = shape.safeParse(raw);
  if (!list.success) return { hashes: new Set(), issues: describeIssues(list.error, raw, at) };
  const hashes = new Set<string>();
  const issues: Issue[] = [];
  for (const [i, text] of list.data.entries()) {
    const hash = text.toLowerCase();
    if (hashes.has(hash)) issues.push(issue([...at, i], 'is registered twice'));
    hashes.add(hash);
  }
  return { hashes, issues };
}
