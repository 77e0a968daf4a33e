/** The deployments that tests look at: real-looking values for every parameter without a default. */

import type { JsonObject } from './json.ts';
import { accountId, type Deployment, region, resolve } from './resolve.ts';
import { readTemplate } from './template.ts';

export const stackName = 'fireblocks-callback-infrastructure';

export const names = {
  key: `arn:aws:kms:${region}:${accountId}:key/0c6d3c1e-8f6e-4d2a-9d53-0f6b2f5c7a11`,
  certificate: `arn:aws:acm:${region}:${accountId}:certificate/5b1f7c1a-7a55-4b6e-8f10-9b7f6f0d8c22`,
  repository: 'fireblocks-callback',
  bucket: 'callback-bootstrap-bucket-1a2b3c',
  checkpoints: 'callback-bootstrap-checkpoints-1a2b3c',
} as const;

const required = {
  ContainerImage: `${accountId}.dkr.ecr.${region}.amazonaws.com/${names.repository}@sha256:${'ab'.repeat(32)}`,
  CertificateArn: names.certificate,
  KmsKeyArn: names.key,
  BucketName: names.bucket,
  CheckpointBucketName: names.checkpoints,
  PolicySha256: 'cd'.repeat(32),
};

const everything = {
  AnswerKeyMode: 'kms',
  TargetProtocol: 'HTTPS',
  EnableAutoScaling: 'true',
  AlarmEmail: 'operator@example.internal',
  CosignerCidr: '10.9.0.0/16',
  CpuArchitecture: 'ARM64',
};

const existingNetwork = {
  ExistingVpcId: 'vpc-0a1b2c3d',
  ExistingSubnetA: 'subnet-0a1b2c3d',
  ExistingSubnetB: 'subnet-1a1b2c3d',
  ExistingRouteTableA: 'rtb-0a1b2c3d',
  ExistingRouteTableB: 'rtb-1a1b2c3d',
};

const cosigner = {
  PeerVpcId: 'vpc-0a1b2c3d',
  PeerRouteTableId: 'rtb-0a1b2c3d',
  LoadBalancerSecurityGroupId: 'sg-0a1b2c3d',
  LoadBalancerDnsName: 'internal-callback-1.ap-northeast-1.elb.amazonaws.com',
  LoadBalancerHostedZoneId: 'Z14GRHDCWA56QT',
  Pcr8: 'ef'.repeat(48),
};

/** Each file with the parameters of each way of deploying it. */
export const deployments = {
  ha: { file: 'cloudformation.yaml', stackName, parameters: required },
  economy: { file: 'cloudformation.yaml', stackName, parameters: { ...required, Profile: 'economy' } },
  everything: { file: 'cloudformation.yaml', stackName, parameters: { ...required, ...everything } },
  existing: {
    file: 'cloudformation-existing-vpc.yaml',
    stackName,
    parameters: { ...required, ...existingNetwork },
  },
  bootstrap: {
    file: 'bootstrap.yaml',
    stackName: 'fireblocks-callback-bootstrap',
    parameters: { EnableCloudTrail: 'true' },
  },
  cosigner: { file: 'cosigner.yaml', stackName: 'fireblocks-callback-cosigner', parameters: cosigner },
  deployer: {
    file: 'deployer.yaml',
    stackName: 'fireblocks-callback-deployer',
    parameters: { KmsKeyArn: names.key, BucketName: names.bucket, CheckpointBucketName: names.checkpoints },
  },
} as const;

export type DeploymentName = keyof typeof deployments;

export function deployed(name: DeploymentName, physical?: Deployment['physical']): JsonObject {
  const { file, stackName, parameters } = deployments[name];
  return resolve(readTemplate(file), { stackName, parameters, ...(physical !== undefined && { physical }) });
}

export const deploymentNames: readonly DeploymentName[] = [
  'ha',
  'economy',
  'everything',
  'existing',
  'bootstrap',
  'cosigner',
  'deployer',
];
