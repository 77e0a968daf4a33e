/**
 * What scanners say, and what SECURITY.md accepts with a reason. The two must be the same: a finding without a row fails,
 * and so does a row without a finding.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../helpers/template.ts';

export interface Finding {
  readonly rule: string;
  /** Logical id of a resource, or a file's name. */
  readonly place: string;
}

export function assertAccepted(tool: string, found: readonly Finding[]): void {
  assert.deepEqual(sorted(found), sorted(accepted(tool)));
}

/** Rows of the table: tool, rule, places, reason. */
function accepted(tool: string): readonly Finding[] {
  const document = readFileSync(join(repository, 'SECURITY.md'), 'utf8');
  const [, section = ''] = document.split('## Accepted scanner findings\n');
  const [body = ''] = section.split('\n## ');
  const rows = body
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .slice(2, -2)
        .split(' | ')
        .map((cell) => cell.trim()),
    );
  assert.ok(rows.length > 2, 'SECURITY.md has a table of accepted findings');
  return rows
    .filter(([of]) => of === tool)
    .flatMap(([, rule = '', places = '', reason = '']) => {
      assert.ok(reason.length > 20, `${rule} is accepted with a reason`);
      return places.split(', ').map((place) => ({ rule: bare(rule), place: bare(place) }));
    });
}

function bare(cell: string): string {
  return cell.replaceAll('`', '');
}

function sorted(findings: readonly Finding[]): readonly string[] {
  return [...new Set(findings.map(({ rule, place }) => `${rule} at ${place}`))].sort();
}
