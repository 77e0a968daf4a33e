/** What a reader and CloudFormation itself ask of the files. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { existingVpc } from '../../scripts/existing-vpc.ts';
import { at, isObject, list, object, text } from '../helpers/json.ts';
import { infrastructure, maxTemplateBytes, readTemplate, readText, templates } from '../helpers/template.ts';

for (const file of templates) {
  describe(file, () => {
    const source = readText(file);
    const template = readTemplate(file);

    test('fits into a command’s argument', () => {
      assert.ok(Buffer.byteLength(source) < maxTemplateBytes, `${Buffer.byteLength(source)} bytes`);
    });

    test('says above every resource, in plain words, what it is for', () => {
      const lines = source.split('\n');
      for (const [id, resource] of Object.entries(object(template['Resources']))) {
        const description = at(resource, 'Type') === 'AWS::CloudWatch::Alarm';
        const above = lines[lines.indexOf(`  ${id}:`) - 1] ?? '';
        assert.ok(description || /^ {2}# [^-]/.test(above), `${id} has no comment`);
      }
    });

    test('describes every parameter and every output', () => {
      for (const section of ['Parameters', 'Outputs'])
        for (const [name, entry] of Object.entries(object(template[section] ?? {})))
          assert.ok(text(at(entry, 'Description')).length > 10, `${section} ${name}`);
    });

    test('uses every parameter and every condition', () => {
      const { Parameters: parameters, Conditions: conditions, ...rest } = template;
      const used = JSON.stringify([rest, conditions ?? {}]);
      for (const name of Object.keys(object(parameters ?? {})))
        assert.ok(used.includes(`{"Ref":"${name}"}`) || used.includes(`\${${name}}`), name);
      for (const name of Object.keys(object(conditions ?? {}))) assert.ok(used.includes(`"${name}"`), name);
    });

    test('is read by the CDK as it stands', () => {
      const stack = new Stack(new App({ analyticsReporting: false }), 'Stack');
      new CfnInclude(stack, 'Template', { templateFile: join(infrastructure, file) });
      const read = Template.fromStack(stack).toJSON();
      for (const id of Object.keys(object(template['Resources']))) assert.ok(id in read['Resources'], id);
    });

    test('names no action and no principal with a wildcard but to deny', () => {
      const visit = (value: unknown): void => {
        if (Array.isArray(value)) value.forEach(visit);
        else if (typeof value === 'object' && value !== null) {
          const statement: Readonly<Record<string, unknown>> = { ...value };
          if (statement['Effect'] === 'Allow')
            assert.doesNotMatch(JSON.stringify(statement['Action']), /\*/, JSON.stringify(statement));
          Object.values(statement).forEach(visit);
        }
      };
      visit(template);
    });
  });
}

test('cloudformation-existing-vpc.yaml is what scripts/existing-vpc.ts makes of cloudformation.yaml', () => {
  assert.equal(readText('cloudformation-existing-vpc.yaml'), existingVpc(readText('cloudformation.yaml')));
});

test('only two kinds of statements in the service’s stack know no narrower resource', () => {
  const resources = object(readTemplate('cloudformation.yaml')['Resources']);
  const open: string[] = [];
  for (const [id, resource] of Object.entries(resources)) {
    const policy = object(at(resource, 'Properties'))['PolicyDocument'];
    if (!isObject(policy) || at(resource, 'Type') === 'AWS::SNS::TopicPolicy') continue;
    for (const statement of list(at(policy, 'Statement')))
      if (at(statement, 'Resource') === '*') open.push(`${id}: ${at(statement, 'Action')}`);
  }
  assert.deepEqual(open.sort(), [
    'EcrApiEndpoint: ecr:GetAuthorizationToken',
    'EcrDkrEndpoint: ecr:GetAuthorizationToken',
    'ExecutionPolicy: ecr:GetAuthorizationToken',
  ]);
});
