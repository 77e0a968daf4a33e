/** Loads a policy with the address book files it names, which lie beside it; every problem as one about configuration. */

import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { describeFileError } from './config/files.ts';
import { type Problem, problem } from './config/problem.ts';
import { err, type Result } from './lib/result.ts';
import { type LoadedPolicy, listBookFiles, parsePolicy } from './policy/load.ts';
import type { PolicyProblem } from './policy/problem.ts';
import { builtInAssets } from './transaction/assets/built-in.ts';

export async function loadPolicyFile(path: string): Promise<Result<LoadedPolicy, readonly Problem[]>> {
  const problems: Problem[] = [];
  const bytes = await read(path, problems);
  if (bytes === undefined) return err(problems);
  const named = listBookFiles(bytes);
  if (!named.ok) return err(named.error.map((found) => toProblem(path, found)));
  const books = new Map<string, Uint8Array>();
  for (const name of named.value) {
    const book = await read(resolve(dirname(path), name), problems);
    if (book !== undefined) books.set(name, book);
  }
  // A missing book would be reported a second time as unknown.
  if (problems.length > 0) return err(problems);
  const policy = parsePolicy(bytes, builtInAssets, books);
  return policy.ok ? policy : err(policy.error.map((found) => toProblem(path, found)));
}

async function read(path: string, problems: Problem[]): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    problems.push(problem(path, `cannot be read: ${describeFileError(error)}`));
    return undefined;
  }
}

function toProblem(file: string, { line, path, message }: PolicyProblem): Problem {
  const where = line === undefined ? file : `${file}:${line}`;
  return problem(path === '' ? where : `${where} ${path}`, message);
}
