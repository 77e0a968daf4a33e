/** Alarms: each watches a metric that exists, and tells somebody. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { deployed } from '../helpers/deployments.ts';
import { at, type Json, list, object, text } from '../helpers/json.ts';
import { repository } from '../helpers/template.ts';

const ha = deployed('ha');
const alarms = Object.entries(object(ha['Resources'])).filter(
  ([, resource]) => at(resource, 'Type') === 'AWS::CloudWatch::Alarm',
);

/** What AWS publishes, and under which dimensions. */
const published: Readonly<Record<string, readonly string[]>> = {
  'AWS/ApplicationELB HealthyHostCount': ['TargetGroup', 'LoadBalancer'],
  'AWS/ApplicationELB UnHealthyHostCount': ['TargetGroup', 'LoadBalancer'],
  'AWS/ApplicationELB HTTPCode_Target_5XX_Count': ['LoadBalancer'],
  'AWS/ApplicationELB HTTPCode_ELB_5XX_Count': ['LoadBalancer'],
  'AWS/ApplicationELB TargetConnectionErrorCount': ['LoadBalancer'],
  'AWS/ApplicationELB ClientTLSNegotiationErrorCount': ['LoadBalancer'],
  'AWS/ApplicationELB TargetResponseTime': ['LoadBalancer'],
  'AWS/ECS CPUUtilization': ['ClusterName', 'ServiceName'],
  'AWS/ECS MemoryUtilization': ['ClusterName', 'ServiceName'],
  'AWS/CertificateManager DaysToExpiry': ['CertificateArn'],
};

function metricsOf(alarm: Json): readonly Json[] {
  const properties = object(at(alarm, 'Properties'));
  if (!('Metrics' in properties)) return [properties];
  return list(properties['Metrics'])
    .map(object)
    .filter((metric) => 'MetricStat' in metric)
    .map((metric) => at(metric, 'MetricStat', 'Metric'));
}

describe('every alarm', () => {
  for (const [id, alarm] of alarms) {
    test(`${id} watches what is published, tells the topic and says what it means`, () => {
      const source = readFileSync(join(repository, 'app/src/audit/emf.ts'), 'utf8');
      for (const metric of metricsOf(alarm)) {
        const name = text(at(metric, 'MetricName'));
        const dimensions = list(object(metric)['Dimensions'] ?? []).map((dimension) =>
          text(at(dimension, 'Name')),
        );
        if (at(metric, 'Namespace') === 'CallbackHandler') {
          assert.match(source, new RegExp(`\\b${name}\\b`), 'the handler writes it');
          assert.deepEqual(dimensions, []);
        } else assert.deepEqual(dimensions, published[`${at(metric, 'Namespace')} ${name}`]);
      }
      assert.deepEqual(at(alarm, 'Properties', 'AlarmActions'), [{ Ref: 'AlarmTopic' }]);
      assert.ok(text(at(alarm, 'Properties', 'AlarmDescription')).length > 20);
    });
  }
});

test('those that roll a deployment back do not depend on the service', () => {
  for (const id of ['UnhealthyTargetsAlarm', 'TargetErrorsAlarm'])
    assert.doesNotMatch(JSON.stringify(at(ha, 'Resources', id)), /"Service"/);
});

test('silence is an alarm, unless it was switched off', () => {
  assert.equal(at(ha, 'Resources', 'NoTrafficAlarm', 'Properties', 'TreatMissingData'), 'breaching');
  assert.equal(at(ha, 'Resources', 'NoHealthyTargetsAlarm', 'Properties', 'TreatMissingData'), 'breaching');
});

test('a failed deployment is told as well, and mail goes where it was asked for', () => {
  Template.fromJSON(ha).hasResourceProperties('AWS::Events::Rule', {
    EventPattern: Match.objectLike({
      source: ['aws.ecs'],
      detail: { eventName: ['SERVICE_DEPLOYMENT_FAILED'] },
    }),
  });
  Template.fromJSON(ha).resourceCountIs('AWS::SNS::Subscription', 0);
  Template.fromJSON(deployed('everything')).hasResourceProperties('AWS::SNS::Subscription', {
    Protocol: 'email',
    Endpoint: 'operator@example.internal',
  });
});
