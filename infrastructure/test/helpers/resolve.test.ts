/** The resolver that scanners and simulators see templates through must not invent or hide anything. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Json } from './json.ts';
import { resolve } from './resolve.ts';
import { parseTemplate } from './template.ts';

const source = `
Parameters:
  Size: {Type: String, Default: small}
  Name: {Type: String}
Conditions:
  Large: !Equals [!Ref Size, large]
  Named: !And [!Condition Large, !Not [!Equals [!Ref Name, ""]]]
Resources:
  Always:
    Type: T
    DependsOn: [Sometimes, Other]
    Properties:
      Name: !Sub "\${AWS::StackName}-\${Name}-\${Other}-\${Other.Arn}"
      Count: !If [Large, 2, 1]
      Only: !If [Large, here, !Ref "AWS::NoValue"]
      List: [a, !If [Large, b, !Ref "AWS::NoValue"]]
      Other: !GetAtt Other.Arn
  Other: {Type: T}
  Sometimes: {Type: T, Condition: Named}
Outputs:
  Gone: {Condition: Large, Value: x}
`;

function resources(
  parameters: Record<string, string>,
  physical?: (id: string, attribute?: string) => string,
): Json {
  const deployment = { stackName: 'stack', parameters, ...(physical && { physical }) };
  const { Resources = null, Outputs = null } = resolve(parseTemplate(source), deployment);
  return [Resources, Outputs];
}

describe('a resolved template', () => {
  test('has parameters filled in and leaves what only a deployment knows', () => {
    assert.deepEqual(resources({ Name: 'n' }), [
      {
        Always: {
          Type: 'T',
          DependsOn: ['Other'],
          Properties: {
            Name: { 'Fn::Sub': ['stack-n-', '{Other}-', '{Other.Arn}'].join('$') },
            Count: 1,
            List: ['a'],
            Other: { 'Fn::GetAtt': ['Other', 'Arn'] },
          },
        },
        Other: { Type: 'T' },
      },
      {},
    ]);
  });

  test('keeps what conditions admit, and names what the caller names', () => {
    const named = (id: string, attribute?: string): string =>
      attribute === undefined ? id : `${id}/${attribute}`;
    assert.deepEqual(resources({ Name: 'n', Size: 'large' }, named), [
      {
        Always: {
          Type: 'T',
          DependsOn: ['Sometimes', 'Other'],
          Properties: {
            Name: 'stack-n-Other-Other/Arn',
            Count: 2,
            Only: 'here',
            List: ['a', 'b'],
            Other: 'Other/Arn',
          },
        },
        Other: { Type: 'T' },
        Sometimes: { Type: 'T' },
      },
      { Gone: { Value: 'x' } },
    ]);
  });

  test('needs every parameter without a default, and knows no other', () => {
    assert.throws(() => resources({}), /parameter Name has no value/);
    assert.throws(() => resources({ Name: 'n', Nmae: 'n' }), /has no parameter Nmae/);
  });
});
