/** The load balancer: internal, TLS, two paths, quick to notice a broken task. */

import { describe, test } from 'node:test';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { deployed, names } from '../helpers/deployments.ts';

const ha = Template.fromJSON(deployed('ha'));
const everything = Template.fromJSON(deployed('everything'));
const balancer = 'AWS::ElasticLoadBalancingV2::LoadBalancer';

describe('the load balancer', () => {
  test('is internal and stands in both zones, in either profile', () => {
    for (const template of [ha, Template.fromJSON(deployed('economy'))])
      template.hasResourceProperties(balancer, {
        Scheme: 'internal',
        Name: 'fireblocks-callback-alb',
        Subnets: [{ Ref: 'SubnetA' }, { Ref: 'SubnetB' }],
      });
  });

  for (const [key, value] of [
    ['deletion_protection.enabled', 'true'],
    ['routing.http.drop_invalid_header_fields.enabled', 'true'],
    ['routing.http.desync_mitigation_mode', 'defensive'],
    ['access_logs.s3.enabled', 'true'],
    ['access_logs.s3.bucket', names.bucket],
    ['connection_logs.s3.enabled', 'true'],
  ]) {
    test(`has ${key} = ${value}`, () => {
      ha.hasResourceProperties(balancer, {
        LoadBalancerAttributes: Match.arrayWith([{ Key: key, Value: value }]),
      });
    });
  }

  test('speaks TLS 1.2 and 1.3 only, and there is no other listener', () => {
    ha.resourceCountIs('AWS::ElasticLoadBalancingV2::Listener', 1);
    ha.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 443,
      Protocol: 'HTTPS',
      SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09',
      Certificates: [{ CertificateArn: names.certificate }],
      DefaultActions: [
        Match.objectLike({
          Type: 'fixed-response',
          FixedResponseConfig: Match.objectLike({ StatusCode: '404' }),
        }),
      ],
    });
  });

  test('forwards a co-signer’s questions, under any base path, and health', () => {
    ha.resourceCountIs('AWS::ElasticLoadBalancingV2::ListenerRule', 2);
    for (const [method, paths] of [
      ['POST', ['/*v2/tx_sign_request', '/*v2/config_change_sign_request']],
      ['GET', ['/health']],
    ])
      ha.hasResourceProperties('AWS::ElasticLoadBalancingV2::ListenerRule', {
        Conditions: [
          { Field: 'http-request-method', HttpRequestMethodConfig: { Values: [method].flat() } },
          { Field: 'path-pattern', PathPatternConfig: { Values: paths } },
        ],
      });
  });

  test('takes a broken task out after 20 s and lets a leaving one finish', () => {
    ha.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
      TargetType: 'ip',
      Port: 3000,
      Protocol: 'HTTP',
      HealthCheckPath: '/health',
      HealthCheckIntervalSeconds: 10,
      UnhealthyThresholdCount: 2,
      TargetGroupAttributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '45' }],
    });
  });

  test('speaks TLS to tasks, health included, where that was asked for', () => {
    everything.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
      Protocol: 'HTTPS',
      HealthCheckProtocol: 'HTTPS',
    });
  });
});
