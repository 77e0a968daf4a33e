/**
 * Fills Node's compile cache while the image is built: every module is loaded once in a process with the flags and the user
 * of the image, since both are part of a cache's name. Nothing of the modules is run but their top level.
 *
 *   NODE_COMPILE_CACHE=<folder> node scripts/fill-compile-cache.ts
 */

import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { processFlags } from './process-flags.ts';

const thisFile = fileURLToPath(import.meta.url);
const app = fileURLToPath(new URL('..', import.meta.url));
/** So that two builds write the same bytes: V8 seeds its hash tables with chance. Neither is part of a cache's name. */
const repeatable = ['--predictable', '--random-seed=1'];
/** These are programs: loading is running. */
const programs = ['src/main.ts'];

if (process.argv[2] === 'load') await load();
else for (const flags of [v8Flags(), []]) run(flags);

/** `--permission` changes no code; the build must write where the image must not. */
function v8Flags(): readonly string[] {
  return processFlags({ readable: [], writable: [] }).filter(
    (flag) => flag !== '--permission' && !flag.startsWith('--allow-'),
  );
}

/** The handler runs with flags, `health` and `smoke` may run without. */
function run(flags: readonly string[]): void {
  for (const args of [
    [thisFile, 'load'],
    ['src/main.ts', '--help'],
  ]) {
    const { status } = spawnSync(process.execPath, [...repeatable, ...flags, ...args], {
      cwd: app,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status !== 0) throw new Error(`loading the modules failed with ${status}`);
  }
}

async function load(): Promise<void> {
  if (!isMainThread) return;
  const files = globSync('src/**/*.ts', { cwd: app }).sort();
  for (const file of files) if (!programs.includes(file)) await import(new URL(`../${file}`, import.meta.url).href);
}
