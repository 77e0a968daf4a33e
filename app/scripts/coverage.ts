/**
 * The coverage gate, over the runner's lcov report: every line and every branch of the trust path, nearly everything
 * elsewhere. A file that no test loads counts as not covered.
 */

import { globSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';

/** The folders between a signed request and a signed answer. */
export const trustPath = [
  'token',
  'request',
  'transaction',
  'policy',
  'decision',
  'callback',
  'ledger',
] as const;

export const trustPathPercent = 100;
export const overallPercent = 95;

interface Coverage {
  readonly file: string;
  readonly lines: Tally;
  readonly branches: Tally;
}

interface Tally {
  readonly found: number;
  readonly hit: number;
  readonly missed: readonly number[];
}

export interface CoverageResult {
  readonly passed: boolean;
  readonly lines: readonly string[];
}

/** `sources`: every file that must appear in the report. Files of types alone have no lines and never do. */
export function checkCoverage(
  lcov: string,
  sources: readonly string[] = globSync('src/**/*.ts').filter(hasCode),
): CoverageResult {
  const files = lcov
    .split('end_of_record\n')
    .filter((record) => record.includes('SF:'))
    .map(parseRecord);
  const seen = new Set(files.map(({ file }) => file));
  const complaints = [
    ...sources
      .filter((file) => !seen.has(file))
      .sort()
      .map((file) => `${file}: no test loads it`),
    ...files.filter(({ file }) => inTrustPath(file)).flatMap(complain),
  ];
  const lines = percent(files.map((file) => file.lines));
  const branches = percent(files.map((file) => file.branches));
  const passed = complaints.length === 0 && lines >= overallPercent && branches >= overallPercent;
  const verdict = passed ? 'coverage' : 'coverage is too low';
  const summary = `${verdict}: ${lines.toFixed(2)} % of lines, ${branches.toFixed(2)} % of branches (${overallPercent} % wanted; ${trustPathPercent} % in ${trustPath.join(', ')})`;
  return { passed, lines: [...complaints, summary] };
}

function parseRecord(record: string): Coverage {
  const lines = new Map<number, number>();
  let branchesFound = 0;
  const branchesMissed: number[] = [];
  let file = '';
  for (const line of record.split('\n')) {
    const [key = '', value = ''] = line.split(/:(.*)/);
    const numbers = value.split(',').map(Number);
    if (key === 'SF') file = value;
    if (key === 'DA') lines.set(numbers[0] ?? 0, numbers[1] ?? 0);
    if (key === 'BRDA') {
      branchesFound += 1;
      if (numbers[3] === 0) branchesMissed.push(numbers[0] ?? 0);
    }
  }
  const linesMissed = [...lines].filter(([, count]) => count === 0).map(([line]) => line);
  return {
    file,
    lines: { found: lines.size, hit: lines.size - linesMissed.length, missed: linesMissed },
    branches: { found: branchesFound, hit: branchesFound - branchesMissed.length, missed: branchesMissed },
  };
}

function inTrustPath(file: string): boolean {
  return trustPath.some((folder) => file.startsWith(`src/${folder}/`));
}

function complain({ file, lines, branches }: Coverage): readonly string[] {
  const of = (what: string, { missed }: Tally): readonly string[] =>
    missed.length === 0 ? [] : [`${file}: ${what} not covered at line ${[...new Set(missed)].join(', ')}`];
  return [...of('lines', lines), ...of('branches', branches)];
}

function percent(tallies: readonly Tally[]): number {
  const found = tallies.reduce((sum, tally) => sum + tally.found, 0);
  const hit = tallies.reduce((sum, tally) => sum + tally.hit, 0);
  return found === 0 ? 100 : (100 * hit) / found;
}

/** False for a file of types alone: nothing is left of it but comments and space. */
function hasCode(file: string): boolean {
  const code = stripTypeScriptTypes(readFileSync(file, 'utf8'));
  return (
    code
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .replace(/^\s*(?:\/\/.*)?$/gm, '')
      .trim() !== ''
  );
}
