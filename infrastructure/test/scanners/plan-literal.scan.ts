/** The plan taken literally is caught: each fault by the tool and the rule that names it. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readTemplate } from '../helpers/template.ts';
import { guard } from './cfn-guard.ts';
import { lint } from './cfn-lint.ts';
import { checkov } from './checkov.ts';
import type { Finding } from './findings.ts';

const file = 'test/fixtures/plan-literal.yaml';

/** Fault (as the plan's review numbers it), rule, and the name it is found under. */
const byCfnLint = [
  ['N3 undefined routes', 'E1020', /'PrivateRouteTable'/],
  ['N4 circular security groups', 'E3004', /ALBSecurityGroup/],
  ['N5 undefined security group', 'E1020', /'VPCEndpointSecurityGroup'/],
  ['N15 zones in the text', 'W3010', /ap-northeast-1a/],
  ['E4 a role’s name for its ARN', 'E1041', /ECSExecutionRole/],
  ['L1 a target group without a type', 'E3002', /'Type'/],
  ['L2 a listener without a load balancer', 'E3003', /LoadBalancerArn/],
  ['L2 a certificate that is not there', 'E1020', /'SSLCertificate'/],
  ['L3 a private key as an undeclared parameter', 'E1020', /'SSLPrivateKey'/],
  ['I6 a SecureString made by CloudFormation', 'E3030', /'SecureString'/],
] as const;

const byCfnGuard = [
  ['E6 a writable disk', 'CT.ECS.PR.3', /TaskDefinition/],
  ['E6 no user', 'CT.ECS.PR.6', /TaskDefinition/],
  ['E11 no figures of the cluster', 'CT.ECS.PR.2', /ECSCluster/],
  ['L5 a certificate that nobody renews', 'CT.ELASTICLOADBALANCING.PR.2', /HTTPSListener/],
  ['L8 nothing against deletion', 'CT.ELASTICLOADBALANCING.PR.4', /ApplicationLoadBalancer/],
  ['L9 no access logs', 'CT.ELASTICLOADBALANCING.PR.5', /ApplicationLoadBalancer/],
  ['L8 odd headers let through', 'CT.ELASTICLOADBALANCING.PR.6', /ApplicationLoadBalancer/],
  ['M2 alarms that tell nobody', 'CT.CLOUDWATCH.PR.1', /HighCPUAlarm/],
  ['M6 logs gone after a week', 'CT.CLOUDWATCH.PR.2', /CloudWatchLogGroup/],
  ['M6 logs in clear', 'CT.CLOUDWATCH.PR.3', /CloudWatchLogGroup/],
] as const;

const byCheckov = [
  ['L7 old TLS', 'CKV_AWS_103', /HTTPSListener/],
  ['L8 odd headers let through', 'CKV_AWS_131', /ApplicationLoadBalancer/],
  ['L9 no access logs', 'CKV_AWS_91', /ApplicationLoadBalancer/],
  ['N10 rules that nobody explains', 'CKV_AWS_23', /ALBSecurityGroup/],
  ['M6 logs in clear', 'CKV_AWS_158', /CloudWatchLogGroup/],
] as const;

function caught(
  tool: string,
  found: readonly Finding[],
  table: readonly (readonly [string, string, RegExp])[],
): void {
  describe(`${tool} finds in the plan`, () => {
    for (const [fault, rule, place] of table) {
      test(`${fault}: ${rule}`, () => {
        assert.ok(found.some((finding) => finding.rule === rule && place.test(finding.place)));
      });
    }
  });
}

caught('cfn-lint', lint([file]), byCfnLint);
caught('cfn-guard', guard(readTemplate(file)), byCfnGuard);
caught('checkov', checkov('cloudformation', [file]), byCheckov);
