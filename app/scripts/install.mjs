/**
 * Installs what the lockfile names, when that has not been done yet. Plain JavaScript for Node 20: what it installs
 * brings the Node that everything else runs on.
 */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const app = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(app, 'node_modules', '.installed-lockfile');
const wanted = createHash('sha256')
  .update(readFileSync(join(app, 'package-lock.json')))
  .digest('hex');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  process.stderr.write('Installing dependencies (once) ...\n');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: app,
    stdio: 'inherit',
  });
  if (status !== 0) {
    process.stderr.write('npm ci failed; see above. A registry must be reachable for the first run.\n');
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}
