/**
 * Names in a criterion that have to exist elsewhere: assets and address books.
 */

import { err, ok, type Result } from '../lib/result.ts';
import type { AssetTable } from '../transaction/asset.ts';
import type { Choice } from './choice.ts';
import type { Meaning } from './criterion.ts';
import { type Issue, issue } from './problem.ts';

/** The meaning, if every name is known; otherwise one issue for each that is not. */
export function knownAssets<View>(
  choice: Choice,
  assets: AssetTable,
  meaning: Meaning<View>,
): Result<Meaning<View>, readonly Issue[]> {
  return known(
    choice,
    (name) => assets.has(name),
    'a known asset: correct it, or describe it under assets',
    meaning,
  );
}

export function knownBooks<View>(
  choice: Choice,
  books: ReadonlySet<string>,
  meaning: Meaning<View>,
): Result<Meaning<View>, readonly Issue[]> {
  return known(
    choice,
    (name) => books.has(name),
    'an address book: correct it, or add it to address_books',
    meaning,
  );
}

function known<View>(
  { names }: Choice,
  exists: (name: string) => boolean,
  what: string,
  meaning: Meaning<View>,
): Result<Meaning<View>, readonly Issue[]> {
  const unknown = names.filter((name) => !exists(name));
  if (unknown.length === 0) return ok(meaning);
  return err(unknown.map((name) => issue([], `\`${name}\` is not ${what}`)));
}
