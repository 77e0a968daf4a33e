/**
 * The named address books of a policy, answering one question in constant time: in which books is this address? Books
 * come inline or as files (`book-file.ts`); together they may hold a million entries.
 */

import './jitless.ts';
import { z } from 'zod';
import { parseBookAddress } from './address.ts';
import { readBookFile } from './book-file.ts';
import { findLookAlikes, type LookAlikes } from './look-alike.ts';
import { describeIssues, type Issue, issue, type Path } from './problem.ts';

export interface AddressBooks extends LookAlikes {
  /** The names of the books that hold this (normalised) address; empty when none does. */
  booksOf(address: string): readonly string[];
}

/** A book as written, no address judged yet. */
export type BookSource =
  | { readonly kind: 'inline'; readonly entries: readonly string[] }
  | { readonly kind: 'file'; readonly file: string };

/** All books of a document. `names` has also those whose content is wrong, so that rules may mention them. */
export interface BookSources {
  readonly names: ReadonlySet<string>;
  readonly sources: ReadonlyMap<string, BookSource>;
  readonly issues: readonly Issue[];
}

const namePattern = /^[a-z0-9][a-z0-9_.-]{0,63}$/;
/** Relative, and no step `.` or `..`: a policy cannot reach outside its own folder. */
const filePattern = /^(?!(?:.*\/)?\.{1,2}(?:\/|$))[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*$/;

const text = z.string('must be text');
const entryShape = z.union(
  [
    text,
    z
      .strictObject({ address: text, label: text.max(100, 'is longer than 100 characters') }, 'must be a map')
      .transform(({ address }) => address),
  ],
  'must be an address, or a map of address and label',
);
const bookShape = z.union(
  [
    z
      .array(entryShape, 'must be a list')
      .min(1, 'is empty: name at least one address, or remove the book')
      .transform((entries): BookSource => ({ kind: 'inline', entries })),
    z
      .strictObject(
        { file: text.regex(filePattern, 'must be a plain relative path such as books/customers.txt') },
        'must be a map',
      )
      .transform(({ file }): BookSource => ({ kind: 'file', file })),
  ],
  'must be a list of addresses, or `file:` and a path',
);
const booksShape = z.record(text, z.unknown(), 'must be a map from names to address books');

/** The shape of the document's `address_books`. */
export function parseBookSources(raw: unknown, at: Path): BookSources {
  const sources = new Map<string, BookSource>();
  const map = booksShape.safeParse(raw);
  if (!map.success) return { names: new Set(), sources, issues: describeIssues(map.error, raw, at) };
  const issues: Issue[] = [];
  for (const [name, rawBook] of Object.entries(map.data)) {
    if (!namePattern.test(name)) {
      issues.push(issue([...at, name], 'is not a name for a book: use lower case letters, digits and - _ .'));
    }
    const book = bookShape.safeParse(rawBook);
    if (book.success) sources.set(name, book.data);
    else issues.push(...describeIssues(book.error, rawBook, [...at, name]));
  }
  return { names: new Set(Object.keys(map.data)), sources, issues };
}

/** Reads every entry of every book. `files` holds the content of each `file:` under its path as written. */
export function fillAddressBooks(
  sources: ReadonlyMap<string, BookSource>,
  files: ReadonlyMap<string, Uint8Array>,
  at: Path,
): { readonly books: AddressBooks; readonly issues: readonly Issue[] } {
  const register = openRegister();
  const issues: Issue[] = [];
  for (const [name, source] of sources) {
    const path = [...at, name];
    const add = register.adderFor(name);
    if (source.kind === 'file') {
      const problems = readBookFile(source.file, files.get(source.file), add);
      issues.push(...problems.map((message) => issue([...path, 'file'], message)));
    } else {
      for (const [i, entry] of source.entries.entries()) {
        const address = parseBookAddress(entry);
        if (address.ok) add(address.value);
        else issues.push(issue([...path, i], address.error));
      }
    }
  }
  return { books: { booksOf: register.booksOf, ...register.lookAlikes() }, issues };
}

const nowhere: readonly string[] = Object.freeze([]);

/** One map for all books; equal lists of book names are one array, so that an entry costs its text and one pointer. */
function openRegister() {
  const booksByAddress = new Map<string, readonly string[]>();
  const sharedLists = new Map<string, readonly string[]>();

  function shared(names: readonly string[]): readonly string[] {
    const key = names.join(' ');
    const known = sharedLists.get(key);
    if (known !== undefined) return known;
    sharedLists.set(key, names);
    return names;
  }

  return {
    booksOf: (address: string): readonly string[] => booksByAddress.get(address) ?? nowhere,
    /** Of all that has been added by now. */
    lookAlikes: (): LookAlikes => findLookAlikes(() => booksByAddress.keys(), booksByAddress.size),
    adderFor(name: string): (address: string) => void {
      const onlyHere = shared([name]);
      return (address) => {
        const before = booksByAddress.get(address);
        if (before === undefined) booksByAddress.set(address, onlyHere);
        else if (!before.includes(name)) booksByAddress.set(address, shared([...before, name]));
      };
    },
  };
}
