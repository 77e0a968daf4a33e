/** cdk-nag: AWS's own recommendations and NIST 800-53 revision 5, on each way of deploying each template. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { deployed, deploymentNames } from '../helpers/deployments.ts';
import { at, type JsonObject, list, text, toJson } from '../helpers/json.ts';
import { assertAccepted, type Finding } from './findings.ts';
import { run } from './tools.ts';

function nag(template: JsonObject): readonly Finding[] {
  const folder = mkdtempSync(join(tmpdir(), 'nag-'));
  try {
    const file = join(folder, 'template.json');
    writeFileSync(file, JSON.stringify(template));
    const { status, stdout, stderr } = run(process.execPath, ['test/scanners/cdk-nag.ts', file]);
    if (status !== 0) throw new Error(stderr.slice(-2000));
    const lines = stdout.trimEnd().split('\n');
    return list(toJson(JSON.parse(lines.at(-1) ?? ''))).map((finding) => ({
      rule: text(at(finding, 'rule')),
      place: text(at(finding, 'place')),
    }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('cdk-nag finds what SECURITY.md accepts, and nothing else', () => {
  assertAccepted(
    'cdk-nag',
    deploymentNames.flatMap((name) => nag(deployed(name))),
  );
});
