/**
 * A program of its own, because CDK writes every finding to its output: judges one resolved template and prints the
 * findings of two packs as JSON. CDK's own validation runs too; it repeats cfn-lint, which reads the files unresolved.
 */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag';
import { at, list, text, toJson } from '../helpers/json.ts';
import type { Finding } from './findings.ts';

const packs = ['AwsSolutions', 'NIST.800.53.R5'];

function judge(templateFile: string, folder: string): string {
  const app = new App({ outdir: folder, analyticsReporting: false });
  const stack = new Stack(app, 'Stack');
  new CfnInclude(stack, 'Template', { templateFile });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new NIST80053R5Checks(app));
  try {
    app.synth();
  } catch {
    // Any finding ends in an error; the report says which.
  }
  return readFileSync(join(folder, 'validation-report.json'), 'utf8');
}

function findings(report: string): readonly Finding[] {
  const plugins = list(at(toJson(JSON.parse(report)), 'pluginReports'));
  return plugins
    .filter((plugin) => packs.includes(text(at(plugin, 'pluginName'))))
    .flatMap((plugin) => list(at(plugin, 'violations')))
    .flatMap((violation) =>
      list(at(violation, 'violatingConstructs')).map((construct) => ({
        rule: text(at(violation, 'ruleName')).replace(/\[.*$/, ''),
        place: text(at(construct, 'constructPath')).replace(/^.*\//, ''),
      })),
    );
}

const folder = mkdtempSync(join(tmpdir(), 'cdk-nag-'));
const [, , file = ''] = process.argv;
const found = findings(judge(file, folder));
rmSync(folder, { recursive: true });
process.stdout.write(`\n${JSON.stringify(found)}\n`);
