/** Who may call whom, and that nobody else may. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type DeploymentName, deployed } from '../helpers/deployments.ts';
import { at, isObject, type Json, list, object } from '../helpers/json.ts';

function end(rule: Json, names: readonly string[]): string {
  for (const name of names) {
    const value = object(rule)[name];
    if (value !== undefined)
      return isObject(value) ? String(value['Ref']).replace('SecurityGroup', '') : String(value);
  }
  throw new Error(`a rule without an end: ${JSON.stringify(rule)}`);
}

const destinations = ['DestinationSecurityGroupId', 'DestinationPrefixListId', 'CidrIp'];
const sources = ['SourceSecurityGroupId', 'CidrIp'];

function allowed(name: DeploymentName): {
  readonly outwards: readonly string[];
  readonly inwards: readonly string[];
} {
  const outwards: string[] = [];
  const inwards: string[] = [];
  for (const [id, resource] of Object.entries(object(deployed(name)['Resources']))) {
    const properties = at(resource, 'Properties');
    if (at(resource, 'Type') === 'AWS::EC2::SecurityGroup') {
      assert.ok(
        !('SecurityGroupIngress' in object(properties)),
        'what a group receives stands in rules of their own',
      );
      for (const rule of list(at(properties, 'SecurityGroupEgress')))
        outwards.push(
          `${id.replace('SecurityGroup', '')} -> ${end(rule, destinations)}:${at(rule, 'ToPort')}`,
        );
    }
    if (at(resource, 'Type') === 'AWS::EC2::SecurityGroupIngress')
      inwards.push(
        `${end(properties, sources)} -> ${end(properties, ['GroupId'])}:${at(properties, 'ToPort')}`,
      );
  }
  return { outwards: outwards.sort(), inwards: inwards.sort() };
}

describe('security groups', () => {
  test('let each element call what it must and nothing else', () => {
    assert.deepEqual(allowed('ha').outwards, [
      'Cosigner -> LoadBalancer:443',
      'Endpoint -> 127.0.0.1/32:1',
      'LoadBalancer -> Service:3000',
      'Service -> Endpoint:443',
      'Service -> pl-61a54008:443',
      'Service -> pl-78a54011:443',
      'Smoke -> Endpoint:443',
      'Smoke -> LoadBalancer:443',
      'Smoke -> pl-61a54008:443',
    ]);
  });

  test('let each element be called by the same, and by no address', () => {
    assert.deepEqual(allowed('ha').inwards, [
      'Cosigner -> LoadBalancer:443',
      'LoadBalancer -> Service:3000',
      'Service -> Endpoint:443',
      'Smoke -> Endpoint:443',
      'Smoke -> LoadBalancer:443',
    ]);
  });

  test('let addresses ask only where that was asked for', () => {
    assert.ok(allowed('everything').inwards.includes('10.9.0.0/16 -> LoadBalancer:443'));
  });
});
