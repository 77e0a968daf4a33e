/** Every source file is reached from `main.ts`: there is no code that nobody runs. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sources } from './sources.ts';

/** Files that are used without being reached, and why. */
const explained: Readonly<Record<string, string>> = {};

test('every source file is reached from main.ts, or the list says why not', () => {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const reached = new Set<string>();
  const visit = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    const source = byPath.get(path);
    assert.ok(source, `${path} is imported and does not exist`);
    for (const { target } of source.imports) if (target.endsWith('.ts')) visit(target);
  };
  visit('main.ts');
  const unreached = sources.map(({ path }) => path).filter((path) => !reached.has(path));
  assert.deepEqual(unreached, Object.keys(explained).sort());
});

test('the process and its tools do not carry each other: serve runs without simulator and without AWS', () => {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const loaded = new Set<string>();
  const load = (path: string): void => {
    if (loaded.has(path)) return;
    loaded.add(path);
    for (const { kind, target } of byPath.get(path)?.imports ?? []) {
      if ((kind === 'values' || kind === 'thread') && target.endsWith('.ts')) load(target);
    }
  };
  load('main.ts');
  load('cli/serve.ts');
  assert.ok(loaded.has('callback/handle.ts') && loaded.has('ledger/sqlite/worker.ts'));
  const strange = [...loaded].filter((path) => /^(simulator|aws)\//.test(path));
  assert.deepEqual(strange, []);
  assert.deepEqual([...loaded].filter((path) => path.startsWith('cli/')).sort(), [
    'cli/exit-codes.ts',
    'cli/print-problems.ts',
    'cli/program.ts',
    'cli/serve.ts',
  ]);
});
