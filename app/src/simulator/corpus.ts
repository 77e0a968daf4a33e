/**
 * A corpus: request objects with the answer that each must get, as JSON files. One file holds one case or a list of them;
 * a folder is all its `.json` files in the order of their names. Sent as they are, ids included.
 *
 *   { "name", "path": "transaction" | "configuration_change", "request": {...},
 *     "expect": { "action", "rejectionReason"? } }
 */

import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../lib/json.ts';
import { err, ok, type Result } from '../lib/result.ts';
import type { Operation } from './connection.ts';
import { type Expectation, type Outcome, outcomes } from './play.ts';

export interface Case {
  readonly name: string;
  readonly operation: Operation;
  readonly request: JsonObject;
  /** Undefined: any valid answer will do. */
  readonly expect: Expectation | undefined;
}

/** Reads a case file or a folder of them; the error is a sentence that names the file. */
export async function loadCorpus(path: string): Promise<Result<readonly Case[], string>> {
  const files = await listFiles(path);
  if (!files.ok) return files;
  const cases: Case[] = [];
  for (const file of files.value) {
    const value = await loadJson(file);
    if (!value.ok) return value;
    for (const item of Array.isArray(value.value) ? value.value : [value.value]) {
      const parsed = parseCase(item);
      if (!parsed.ok) return err(`${file}: ${parsed.error}`);
      cases.push(parsed.value);
    }
  }
  return cases.length === 0 ? err(`${path}: no cases in it`) : ok(cases);
}

/** Reads one request object; which operation it is shows in its fields. */
export async function loadRequest(
  path: string,
  outcome: Outcome | undefined,
): Promise<Result<readonly Case[], string>> {
  const value = await loadJson(path);
  if (!value.ok) return value;
  const request = value.value;
  if (!isJsonObject(request)) return err(`${path}: not a JSON object`);
  const operation = 'type' in request && !('operation' in request) ? 'configuration_change' : 'transaction';
  return ok([
    { name: 'request', operation, request, expect: outcome === undefined ? undefined : { outcome } },
  ]);
}

export function parseCase(value: JsonValue): Result<Case, string> {
  if (!isJsonObject(value)) return err('a case is an object');
  const { name, path, request, expect } = value;
  if (typeof name !== 'string') return err('a case needs a "name"');
  if (path !== 'transaction' && path !== 'configuration_change') {
    return err(`${name}: "path" must be "transaction" or "configuration_change"`);
  }
  if (!isJsonObject(request)) return err(`${name}: "request" must be an object`);
  if (!isJsonObject(expect)) return err(`${name}: "expect" must be an object`);
  const outcome = outcomes.find((known) => known === expect['action']);
  if (outcome === undefined) return err(`${name}: "expect.action" must be one of ${outcomes.join(', ')}`);
  const because = expect['rejectionReason'];
  if (because === undefined) return ok({ name, operation: path, request, expect: { outcome } });
  if (typeof because !== 'string') return err(`${name}: "expect.rejectionReason" must be text`);
  return ok({ name, operation: path, request, expect: { outcome, because } });
}

async function listFiles(path: string): Promise<Result<readonly string[], string>> {
  try {
    if (!(await stat(path)).isDirectory()) return ok([path]);
    const names = (await readdir(path)).filter((name) => name.endsWith('.json')).sort();
    return ok(names.map((name) => join(path, name)));
  } catch {
    return err(`${path}: cannot be read`);
  }
}

async function loadJson(path: string): Promise<Result<JsonValue, string>> {
  try {
    const parsed = parseJson(await readFile(path));
    return parsed.ok ? parsed : err(`${path}: ${parsed.error.problem}`);
  } catch {
    return err(`${path}: cannot be read`);
  }
}
