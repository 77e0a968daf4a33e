/**
 * Fills Node's compile cache while the image is built: every module is loaded once in a process with the flags and the user
 * of the image, since both are part of a cache's name. Nothing of the modules is run but their top level.
 *
 *   node scripts/fill-compile-cache.ts <folder>
 */

import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { processFlags } from './process-flags.ts';

const thisFile = fileURLToPath(import.meta.url);
const app = fileURLToPath(new URL('..', import.meta.url));
/** So that two builds write the same bytes: V8 seeds its hash tables with chance. Neither is part of a cache's name. */
const repeatable = ['--predictable', '--random-seed=1'];
/** Loading it is running it. */
const program = 'src/main.ts';

const [task = ''] = process.argv.slice(2);
if (task === '--load') await loadModules();
// The handler runs with flags; `health` and `smoke` may run without.
else for (const flags of [flagsThatChangeCode(), []]) fill(task, flags);

/** The cache is not this process's own environment: it would write what it compiled, and chance with it. */
function fill(folder: string, flags: readonly string[]): void {
  for (const args of [
    [thisFile, '--load'],
    [program, '--help'],
  ]) {
    const { status } = spawnSync(process.execPath, [...repeatable, ...flags, ...args], {
      cwd: app,
      env: { NODE_COMPILE_CACHE: folder },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status !== 0) throw new Error(`loading the modules ended with ${status}`);
  }
}

/** Without the permissions, which change no code: here is written what the image must not write. */
function flagsThatChangeCode(): readonly string[] {
  return processFlags({ readable: [], writable: [] }).filter(
    (flag) => flag !== '--permission' && !flag.startsWith('--allow-'),
  );
}

async function loadModules(): Promise<void> {
  for (const file of globSync('src/**/*.ts', { cwd: app }).sort()) {
    if (file !== program) await import(new URL(`../${file}`, import.meta.url).href);
  }
}
