/**
 * Faults of the plan that no scanner names, each as a question to a template: is it there? The plan taken literally has
 * them all, our templates none. Formulas are judged as they stand, so that the plan, which cannot be deployed, can be.
 */

import { at, type Json, type JsonObject, many, object } from './json.ts';

type Fault = (template: JsonObject) => boolean;

function ofType(template: JsonObject, type: string): readonly JsonObject[] {
  return Object.values(object(template['Resources']))
    .filter((resource) => at(resource, 'Type') === `AWS::${type}`)
    .map((resource) => object(at(resource, 'Properties')));
}

function says(value: Json | undefined, pattern: RegExp): boolean {
  return pattern.test(JSON.stringify(value ?? null));
}

const some =
  (type: string, faulty: (properties: JsonObject) => boolean): Fault =>
  (template) =>
    ofType(template, type).some(faulty);

const none =
  (type: string, pattern: RegExp): Fault =>
  (template) =>
    !ofType(template, type).some((properties) => says(properties, pattern));

const isInterface = (endpoint: JsonObject): boolean => endpoint['VpcEndpointType'] === 'Interface';
const containers = (task: JsonObject): readonly JsonObject[] =>
  many(task['ContainerDefinitions']).map(object);

export const planFaults: Readonly<Record<string, Fault>> = {
  'N2: no names in the network': some('EC2::VPC', (vpc) => vpc['EnableDnsHostnames'] !== true),
  'N3: subnets without routes': none('EC2::SubnetRouteTableAssociation', /RouteTable/),
  'N6: no endpoint for parameters': none('EC2::VPCEndpoint', /\.ssm"/),
  'N7: endpoints without their usual names': some(
    'EC2::VPCEndpoint',
    (endpoint) => isInterface(endpoint) && endpoint['PrivateDnsEnabled'] !== true,
  ),
  'N8: endpoints in one zone only': some(
    'EC2::VPCEndpoint',
    (endpoint) => isInterface(endpoint) && !says(endpoint['SubnetIds'], /SubnetB/),
  ),
  'N9: endpoints without policies': some('EC2::VPCEndpoint', (endpoint) => !('PolicyDocument' in endpoint)),
  'N10: the whole network may ask': some('EC2::SecurityGroup', (group) =>
    says(group['SecurityGroupIngress'], /10\.0\.0\.0\/16/),
  ),
  'N11: tasks may call anybody': some('EC2::SecurityGroup', (group) =>
    says(group['SecurityGroupEgress'], /0\.0\.0\.0\/0/),
  ),
  'N17: no flow log': none('EC2::FlowLog', /REJECT/),
  'N18: public addresses not ruled out': some(
    'EC2::Subnet',
    (subnet) => subnet['MapPublicIpOnLaunch'] !== false,
  ),
  'E1: one task': some('ECS::Service', (service) => service['DesiredCount'] === 1),
  'E2: a service that does not wait for its listener': (template) =>
    Object.values(object(template['Resources'])).some(
      (resource) => at(resource, 'Type') === 'AWS::ECS::Service' && !('DependsOn' in object(resource)),
    ),
  'E3: no way back': some(
    'ECS::Service',
    (service) => !says(service['DeploymentConfiguration'], /"Rollback":true/),
  ),
  'E5: an image by its movable tag': some('ECS::TaskDefinition', (task) =>
    containers(task).some((container) => says(container['Image'], /:latest/)),
  ),
  'E7: no processor named': some('ECS::TaskDefinition', (task) => !('RuntimePlatform' in task)),
  'E8: no time to stop': some(
    'ECS::TaskDefinition',
    (task) =>
      says(task['Family'], /^"callback-handler"$/) &&
      containers(task).some((container) => !('StopTimeout' in container)),
  ),
  'E9: lines lost without a decision': some('ECS::TaskDefinition', (task) => !says(task, /"mode":/)),
  'E14: no platform version': some('ECS::Service', (service) => !('PlatformVersion' in service)),
  'L3: a private key in the template': (template) => says(template, /"PrivateKey":/),
  'L4: a certificate that cannot be renewed': (template) =>
    ofType(template, 'IAM::ServerCertificate').length > 0,
  'L10: a broken task stays for 90 s': some(
    'ElasticLoadBalancingV2::TargetGroup',
    (group) => group['HealthCheckIntervalSeconds'] !== 10,
  ),
  'L14: an alias that does not say whether it looks': some(
    'Route53::RecordSet',
    (record) => !says(record['AliasTarget'], /EvaluateTargetHealth/),
  ),
  'L16: every path leads to the handler': some(
    'ElasticLoadBalancingV2::Listener',
    (listener) => !says(listener['DefaultActions'], /fixed-response/),
  ),
  'I1: a task that may not read its keys': (template) => !hasPolicy(template, 'ssm:GetParameter'),
  'I2: keys under the account’s own key': (template) => !hasPolicy(template, 'kms:Decrypt'),
  'I3: a policy on a name': (template) => says(template, /"\$\{CloudWatchLogGroup\}:\*"/),
  'I4: rights on every repository': some('IAM::Role', (role) =>
    says(role, /AmazonECSTaskExecutionRolePolicy|"ecr:BatchGetImage"\],"Resource":"\*"/),
  ),
  'I5: roles that any account may be tricked into': some(
    'IAM::Role',
    (role) => !says(role['AssumeRolePolicyDocument'], /aws:SourceAccount/),
  ),
  'M1: alarms on metrics that do not exist': some(
    'CloudWatch::Alarm',
    (alarm) => says(alarm['Namespace'], /^"AWS\//) && !('Dimensions' in alarm),
  ),
  'M4: nobody watches TLS, targets or refusals': none('CloudWatch::Alarm', /ClientTLSNegotiationErrorCount/),
  'M8: no dashboard': none('CloudWatch::Dashboard', /widgets/),
};

function hasPolicy(template: JsonObject, action: string): boolean {
  const holders = [...ofType(template, 'IAM::ManagedPolicy'), ...ofType(template, 'IAM::Role')];
  return holders.some((holder) => says(holder, new RegExp(`"${action}"`)));
}
