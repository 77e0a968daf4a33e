/** Runs checkov, offline, on templates or on Dockerfiles. */

import { at, list, text } from '../helpers/json.ts';
import type { Finding } from './findings.ts';
import { pythonProgram, reports, run } from './tools.ts';

export function checkov(
  framework: 'cloudformation' | 'dockerfile',
  files: readonly string[],
): readonly Finding[] {
  const options = ['--quiet', '--compact', '--skip-download', '--output', 'json', '--framework', framework];
  const outcome = run(pythonProgram('checkov'), [...options, ...files.flatMap((file) => ['--file', file])]);
  return reports(outcome)
    .filter((report) => 'results' in report)
    .flatMap((report) => list(at(report, 'results', 'failed_checks')))
    .map((check) => ({
      rule: text(at(check, 'check_id')),
      place: text(at(check, 'resource')).replace(/^.*\./, ''),
    }));
}
