/** Runs cfn-guard with AWS Control Tower's rules, both out of an npm package that ships them. */

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { at, type Json, type JsonObject, list } from '../helpers/json.ts';
import { infrastructure } from '../helpers/template.ts';
import type { Finding } from './findings.ts';
import { reports, run } from './tools.ts';

const home = join(infrastructure, 'node_modules/@cdklabs/cdk-validator-cfnguard');
const program = join(home, 'bin/ubuntu', process.arch === 'arm64' ? 'aarch64' : 'x86_64', 'cfn-guard');

export function guard(template: JsonObject): readonly Finding[] {
  const folder = mkdtempSync(join(tmpdir(), 'cfn-guard-'));
  try {
    const file = join(folder, 'template.json');
    writeFileSync(file, JSON.stringify(template));
    chmodSync(program, 0o755);
    const rules = join(home, 'rules/control-tower/cfn-guard');
    const options = ['--output-format', 'json', '--structured', '--show-summary', 'none'];
    const outcome = run(program, ['validate', '--rules', rules, '--data', file, ...options]);
    return reports(outcome).flatMap((report) => list(at(report, 'not_compliant')).flatMap(findings));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A failed rule names its control in the message and the resources in paths, at changing depths. */
function findings(failure: Json): readonly Finding[] {
  const said = JSON.stringify(failure);
  const [, rule = 'unnamed'] = /\[(CT\.[A-Z0-9.]+)\]/.exec(said) ?? [];
  const places = new Set(
    Array.from(said.matchAll(/\/Resources\/([A-Za-z0-9]+)/g), ([, place = '']) => place),
  );
  return [...places].map((place) => ({ rule, place }));
}
