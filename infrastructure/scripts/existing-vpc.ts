/**
 * Makes `cloudformation-existing-vpc.yaml` from `cloudformation.yaml`: the same service in a network that is there
 * already. Two reviewed files are easier to read than one full of conditions; making one from the other keeps them alike.
 * Run it after each change of cloudformation.yaml; a test compares.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const network = [
  'Vpc',
  'SubnetA',
  'SubnetB',
  'RouteTable',
  'RouteTableOfSubnetA',
  'RouteTableOfSubnetB',
  'FlowLog',
];
const networkParameters = ['VpcCidr', 'SubnetACidr', 'SubnetBCidr', 'ZoneA', 'ZoneB'];
const endpoints = [
  'EcrApiEndpoint',
  'EcrDkrEndpoint',
  'LogsEndpoint',
  'SsmEndpoint',
  'S3Endpoint',
  'DynamoDbEndpoint',
];
const besideEndpoints = ['EndpointSecurityGroup', 'TasksMayCallEndpoints', 'SmokeMayCallEndpoints'];

const parameters = `  ExistingVpcId: {Type: "AWS::EC2::VPC::Id",
    Description: "The network. It needs DNS support, DNS host names and flow logs of its own."}
  ExistingSubnetA: {Type: "AWS::EC2::Subnet::Id",
    Description: Private subnet in one zone.}
  ExistingSubnetB: {Type: "AWS::EC2::Subnet::Id",
    Description: Private subnet in another zone.}
  ExistingRouteTableA: {Type: String, AllowedPattern: "rtb-[0-9a-f]{8,17}",
    Description: "Route table of the first subnet. It must have no gateway endpoint for S3 or DynamoDB yet."}
  ExistingRouteTableB: {Type: String, AllowedPattern: "rtb-[0-9a-f]{8,17}",
    Description: "Route table of the second subnet, not the same one."}
  ExistingEndpointSecurityGroupId: {Type: String, Default: "", AllowedPattern: "(sg-[0-9a-f]{8,17})?",
    Description: "Group of endpoints that the network has already: all those below. Empty - they are made."}
`;

export function existingVpc(source: string): string {
  let text = source
    .replace(
      '# The whole handler: network, endpoints,',
      '# Made by scripts/existing-vpc.ts from cloudformation.yaml; change that one.\n# The handler in a network that exists: endpoints,',
    )
    .replace('- private service,', '- private service in an existing network,');
  for (const name of network) text = withoutEntry(text, name);
  for (const name of networkParameters) text = withoutParameter(text, name);
  text = text
    .replace('  # ---- Network\n', '')
    .replace('Parameters:\n', `Parameters:\n${parameters}`)
    .replace(
      'Conditions:\n',
      'Conditions:\n  CreateEndpoints: !Equals [!Ref ExistingEndpointSecurityGroupId, ""]\n  CreateKmsEndpoint: !And [!Condition CreateEndpoints, !Condition KmsAnswerKey]\n',
    )
    .replace(/!Ref Vpc\b/g, '!Ref ExistingVpcId')
    .replace(/!Ref Subnet([AB])\b/g, '!Ref ExistingSubnet$1')
    .replace(/\$\{Subnet([AB])\}/g, '$${ExistingSubnet$1}')
    .replace(/\[!Ref RouteTable\]/g, '[!Ref ExistingRouteTableA, !Ref ExistingRouteTableB]')
    .replace('Value: !Ref RouteTable,', 'Value: !Ref ExistingRouteTableA,');
  for (const name of [...endpoints, ...besideEndpoints]) text = withCondition(text, name, 'CreateEndpoints');
  text = text
    .replace(
      'Condition: KmsAnswerKey\n    Properties: {VpcEndpointType',
      'Condition: CreateKmsEndpoint\n    Properties: {VpcEndpointType',
    )
    .replace(
      /(DestinationSecurityGroupId|Value): !Ref EndpointSecurityGroup\b/g,
      '$1: !If [CreateEndpoints, !Ref EndpointSecurityGroup, !Ref ExistingEndpointSecurityGroupId]',
    );
  return withoutDependencies(text, [...endpoints, ...besideEndpoints, ...network]);
}

function withoutEntry(text: string, name: string): string {
  return replaced(text, new RegExp(`\\n*(?:  #(?! ----).*\\n)*  ${name}:\\n(?:    .*\\n)+`), '\n');
}

function withoutParameter(text: string, name: string): string {
  return replaced(text, new RegExp(`  ${name}: \\{.*\\n    Description: .*\\n`), '');
}

function withCondition(text: string, name: string, condition: string): string {
  return replaced(text, new RegExp(`(  ${name}:\\n    Type: .*\\n)`), `$1    Condition: ${condition}\n`);
}

function withoutDependencies(text: string, names: readonly string[]): string {
  return text.replace(/DependsOn: \[([^\]]*)\]/g, (_, others: string) => {
    const kept = others.split(/,\s*/).filter((other) => !names.includes(other));
    return `DependsOn: [${kept.join(', ')}]`;
  });
}

function replaced(text: string, pattern: RegExp, by: string): string {
  if (!pattern.test(text)) throw new Error(`cloudformation.yaml has nothing like ${pattern.source}`);
  return text.replace(pattern, by);
}

if (import.meta.main) {
  const folder = join(import.meta.dirname, '..');
  const source = readFileSync(join(folder, 'cloudformation.yaml'), 'utf8');
  writeFileSync(join(folder, 'cloudformation-existing-vpc.yaml'), existingVpc(source));
}
