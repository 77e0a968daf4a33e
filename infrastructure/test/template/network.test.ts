/** The network: closed, in two zones, found by name. */

import { describe, test } from 'node:test';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { deployed } from '../helpers/deployments.ts';

const ha = Template.fromJSON(deployed('ha'));
const existing = Template.fromJSON(deployed('existing'));

describe('the network', () => {
  test('answers names, which endpoints and the private zone need', () => {
    ha.hasResourceProperties('AWS::EC2::VPC', {
      EnableDnsSupport: true,
      EnableDnsHostnames: true,
      CidrBlock: '10.0.0.0/16',
    });
  });

  test('has a private subnet in each of two zones, both with the same closed routes', () => {
    ha.resourceCountIs('AWS::EC2::Subnet', 2);
    for (const [cidr, zone] of [
      ['10.0.1.0/24', 'ap-northeast-1a'],
      ['10.0.2.0/24', 'ap-northeast-1c'],
    ])
      ha.hasResourceProperties('AWS::EC2::Subnet', {
        CidrBlock: cidr,
        AvailabilityZone: zone,
        MapPublicIpOnLaunch: false,
      });
    ha.resourceCountIs('AWS::EC2::SubnetRouteTableAssociation', 2);
  });

  test('has no way in or out', () => {
    for (const type of [
      'InternetGateway',
      'NatGateway',
      'EIP',
      'Route',
      'VPCPeeringConnection',
      'TransitGatewayAttachment',
    ])
      ha.resourceCountIs(`AWS::EC2::${type}`, 0);
  });

  test('records refused connections', () => {
    ha.hasResourceProperties('AWS::EC2::FlowLog', {
      TrafficType: 'REJECT',
      LogDestinationType: 's3',
      ResourceType: 'VPC',
    });
  });

  test('knows the handler’s name in a private zone', () => {
    ha.hasResourceProperties('AWS::Route53::HostedZone', {
      Name: 'internal.mtools.web3sst.com',
      VPCs: [Match.objectLike({ VPCRegion: 'ap-northeast-1' })],
    });
    ha.hasResourceProperties('AWS::Route53::RecordSet', {
      Name: 'callback.internal.mtools.web3sst.com',
      Type: 'A',
      AliasTarget: Match.objectLike({ EvaluateTargetHealth: false }),
    });
  });
});

test('an existing network is used and not made', () => {
  for (const type of ['VPC', 'Subnet', 'RouteTable', 'FlowLog'])
    existing.resourceCountIs(`AWS::EC2::${type}`, 0);
  existing.hasResourceProperties('AWS::ECS::Service', {
    NetworkConfiguration: {
      AwsvpcConfiguration: Match.objectLike({ Subnets: ['subnet-0a1b2c3d', 'subnet-1a1b2c3d'] }),
    },
  });
});
