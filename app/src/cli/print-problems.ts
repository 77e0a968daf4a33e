/** How configuration problems are shown: all of them, one line each, what and where. */

import type { Problem } from '../config/problem.ts';

export function formatProblems(problems: readonly Problem[]): string {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  const lines = problems.map(({ where, message }) => `  ${where}: ${message}`);
  return [`${count} in the configuration; nothing was started:`, ...lines, ''].join('\n');
}
