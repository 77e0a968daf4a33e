/**
 * `npm test`: every suite that needs nothing more than npm, then the coverage gate. Arguments are handed to the test
 * runner in place of "all tests", and then there is no gate.
 */

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkCoverage } from './coverage.ts';

const app = dirname(dirname(fileURLToPath(import.meta.url)));
const report = 'coverage/lcov.info';
const chosen = process.argv.slice(2);

process.chdir(app);
mkdirSync(dirname(report), { recursive: true });
const { status } = spawnSync(
  process.execPath,
  [
    '--test',
    '--test-concurrency=2',
    '--experimental-test-coverage',
    '--test-coverage-include=src/**',
    '--test-reporter=dot',
    '--test-reporter-destination=stderr',
    '--test-reporter=./scripts/summary-reporter.ts',
    '--test-reporter-destination=stdout',
    '--test-reporter=lcov',
    `--test-reporter-destination=${report}`,
    ...(chosen.length > 0 ? chosen : ['test/**/*.test.ts']),
  ],
  { stdio: 'inherit' },
);
if (status !== 0) process.exit(status ?? 1);
if (chosen.length === 0) {
  const { lines, passed } = checkCoverage(readFileSync(report, 'utf8'));
  process.stdout.write(`${lines.join('\n')}\n`);
  if (!passed) process.exit(1);
}
