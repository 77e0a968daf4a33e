/** Runs cfn-lint, which knows CloudFormation's own schemas, on files as they are. */

import { at, list, text } from '../helpers/json.ts';
import type { Finding } from './findings.ts';
import { pythonProgram, report, run } from './tools.ts';

export function lint(files: readonly string[]): readonly Finding[] {
  const options = ['--regions', 'ap-northeast-1', '--format', 'json', '--template'];
  const found = list(report(run(pythonProgram('cfn-lint'), [...options, ...files])));
  return found.map((match) => ({
    rule: text(at(match, 'Rule', 'Id')),
    place: text(at(match, 'Message')),
  }));
}
