/** Logs: kept long, encrypted, delivered as somebody decided. */

import { test } from 'node:test';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { deployed, deployments, names } from '../helpers/deployments.ts';
import { resolve } from '../helpers/resolve.ts';
import { readTemplate } from '../helpers/template.ts';

const ha = Template.fromJSON(deployed('ha'));

function delivery(mode: string): Template {
  const { file, stackName, parameters } = deployments.ha;
  return Template.fromJSON(
    resolve(readTemplate(file), { stackName, parameters: { ...parameters, LogDelivery: mode } }),
  );
}

const options = (value: unknown): object => ({
  Family: 'callback-handler',
  ContainerDefinitions: [Match.objectLike({ LogConfiguration: { LogDriver: 'awslogs', Options: value } })],
});

test('the log is kept for a year under the key', () => {
  ha.hasResourceProperties('AWS::Logs::LogGroup', {
    LogGroupName: '/ecs/callback-handler',
    RetentionInDays: 365,
    KmsKeyId: names.key,
  });
});

test('lines may be lost before the handler stops, or the other way round, as was decided', () => {
  delivery('non-blocking').hasResourceProperties(
    'AWS::ECS::TaskDefinition',
    options(Match.objectLike({ mode: 'non-blocking', 'max-buffer-size': '25m' })),
  );
  delivery('blocking').hasResourceProperties(
    'AWS::ECS::TaskDefinition',
    options(Match.objectLike({ mode: 'blocking', 'max-buffer-size': Match.absent() })),
  );
});

test('three questions are saved', () => {
  ha.resourceCountIs('AWS::Logs::QueryDefinition', 3);
});

test('the trail records reads too, in all regions, where it was asked for', () => {
  Template.fromJSON(deployed('bootstrap')).hasResourceProperties('AWS::CloudTrail::Trail', {
    IsMultiRegionTrail: true,
    EnableLogFileValidation: true,
    IsLogging: true,
    EventSelectors: Match.absent(),
  });
});
