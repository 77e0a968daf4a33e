/**
 * Loads a policy with the address book files it names, which lie beside it: in its folder, or in S3 under its prefix.
 * Every problem comes as one about configuration.
 */

import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { describeFileError } from './config/files.ts';
import { type Problem, problem } from './config/problem.ts';
import { err, type Result } from './lib/result.ts';
import { type LoadedPolicy, listBookFiles, parsePolicy } from './policy/load.ts';
import type { PolicyProblem } from './policy/problem.ts';
import { builtInAssets } from './transaction/assets/built-in.ts';

/** One kind of place: how names beside a document are found, and how their bytes are read. */
interface Shelf {
  readonly beside: (document: string, name: string) => string;
  /** Rejects with why it cannot be read. */
  readonly read: (where: string) => Promise<Uint8Array>;
}

export function loadPolicyFile(path: string): Promise<Result<LoadedPolicy, readonly Problem[]>> {
  return loadFrom(path, {
    beside: (document, name) => resolve(dirname(document), name),
    read: async (where) => {
      try {
        return await readFile(where);
      } catch (error) {
        throw new Error(`cannot be read: ${describeFileError(error)}`, { cause: error });
      }
    },
  });
}

/** `readObject` rejects with a sentence that names the object. */
export function loadPolicyObject(
  key: string,
  readObject: (key: string) => Promise<Uint8Array>,
): Promise<Result<LoadedPolicy, readonly Problem[]>> {
  const prefix = key.slice(0, key.lastIndexOf('/') + 1);
  return loadFrom(key, {
    // A book's name is a plain relative path (`address-books.ts`): nothing outside of the prefix can be named.
    beside: (_document, name) => `${prefix}${name}`,
    read: readObject,
  });
}

async function loadFrom(document: string, shelf: Shelf): Promise<Result<LoadedPolicy, readonly Problem[]>> {
  const problems: Problem[] = [];
  const bytes = await read(document, shelf, problems);
  if (bytes === undefined) return err(problems);
  const named = listBookFiles(bytes);
  if (!named.ok) return err(named.error.map((found) => toProblem(document, found)));
  const books = new Map<string, Uint8Array>();
  for (const name of named.value) {
    const book = await read(shelf.beside(document, name), shelf, problems);
    if (book !== undefined) books.set(name, book);
  }
  // A missing book would be reported a second time as unknown.
  if (problems.length > 0) return err(problems);
  const policy = parsePolicy(bytes, builtInAssets, books);
  return policy.ok ? policy : err(policy.error.map((found) => toProblem(document, found)));
}

async function read(where: string, shelf: Shelf, problems: Problem[]): Promise<Uint8Array | undefined> {
  try {
    return await shelf.read(where);
  } catch (error) {
    problems.push(problem(where, error instanceof Error ? error.message : String(error)));
    return undefined;
  }
}

function toProblem(file: string, { line, path, message }: PolicyProblem): Problem {
  const where = line === undefined ? file : `${file}:${line}`;
  return problem(path === '' ? where : `${where} ${path}`, message);
}
