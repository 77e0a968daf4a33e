/** Collects what AWS and the handler say about a deployment. Reads only; a part that cannot be read is left out. */

import type { Aws } from '../aws/aws.ts';
import type { StackState } from '../aws/stacks.ts';
import { foundationsOf } from '../deployment/apply.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { readHistory } from '../deployment/history.ts';
import { covers, type Prepared } from '../deployment/prepare.ts';
import type { Evidence } from './symptoms.ts';

/** Interface endpoints without which no task starts; plus the gateway for image layers and the ledger. */
const neededEndpoints = ['ecr.api', 'ecr.dkr', 'logs', 'ssm', 's3', 'dynamodb'] as const;
const logWindowMs = 3_600_000;

export async function gatherEvidence(
  aws: Aws,
  deployment: Deployment,
  prepared: Prepared | undefined,
  nowMs: number,
): Promise<readonly Evidence[]> {
  const state = await aws.stacks.describe(deployment.stack);
  // A stack that never came up has nothing behind it to ask.
  const standing = Object.keys(state?.outputs ?? {}).length > 0 ? state : undefined;
  const parts = await Promise.all([
    stackEvidence(state),
    parameterEvidence(aws, deployment, prepared),
    certificateEvidence(aws, deployment, nowMs),
    imageEvidence(aws, deployment),
    standing ? endpointEvidence(aws, standing) : [],
    standing ? serviceEvidence(aws, standing) : [],
    standing ? targetEvidence(aws, standing) : [],
    standing ? logEvidence(aws, standing, nowMs) : [],
  ]);
  return parts.flat();
}

function stackEvidence(state: StackState | undefined): readonly Evidence[] {
  return state === undefined ? [] : [{ source: 'stack', text: `${state.status} ${state.reason}` }];
}

async function parameterEvidence(
  aws: Aws,
  { stack, answerKeys, cosigners }: Deployment,
  prepared: Prepared | undefined,
) {
  const keys = [...answerKeys, ...cosigners.flatMap(({ publicKeys }) => publicKeys)].map(
    ({ name }) => `/${stack}/${name}`,
  );
  const names = [...keys, `/${stack}/cosigners`];
  const found = await Promise.all(names.map((name) => aws.parameters.fingerprint(name)));
  return names.flatMap((name, at): readonly Evidence[] => {
    const stored = found[at];
    const wanted = prepared?.wanted.find((parameter) => parameter.name === name)?.fingerprint;
    if (stored === undefined) return [{ source: 'parameter', text: `${name} is missing` }];
    if (wanted !== undefined && wanted !== stored) return [{ source: 'parameter', text: `${name} differs` }];
    return [];
  });
}

async function certificateEvidence(
  aws: Aws,
  { parameters }: Deployment,
  nowMs: number,
): Promise<readonly Evidence[]> {
  const arn = parameters['CertificateArn'] ?? '';
  if (!arn.includes(':acm:')) return [];
  const certificate = await aws.certificates.describe(arn);
  const host = parameters['HostName'] ?? '';
  const problems = [
    certificate === undefined && `${arn} is missing`,
    certificate && certificate.status !== 'ISSUED' && `${arn} is ${certificate.status}`,
    certificate && host && !covers(certificate.names, host) && `${arn} does not cover ${host}`,
    certificate?.notAfter && certificate.notAfter.getTime() < nowMs && `${arn} has expired`,
  ];
  return problems.flatMap((text) =>
    typeof text === 'string' && text ? [{ source: 'certificate', text }] : [],
  );
}

async function imageEvidence(aws: Aws, { stack, bootstrapStack }: Deployment): Promise<readonly Evidence[]> {
  const image = (await readHistory(aws.parameters, stack))[0];
  const foundations = foundationsOf(await aws.stacks.describe(bootstrapStack));
  if (image === undefined || foundations === undefined) return [];
  const digest = await aws.images.digest(foundations.repository, image.split('@')[1] ?? '');
  return digest === undefined ? [{ source: 'image', text: `${image} is missing` }] : [];
}

async function endpointEvidence(aws: Aws, { outputs }: StackState): Promise<readonly Evidence[]> {
  const vpc = outputs['VpcId'];
  if (vpc === undefined) return [];
  const there = await aws.network.endpoints(vpc);
  return neededEndpoints.flatMap((service): readonly Evidence[] => {
    const endpoint = there.find((one) => one.service === service);
    if (endpoint === undefined) return [{ source: 'endpoint', text: `${service} is missing` }];
    if (!/available/i.test(endpoint.state))
      return [{ source: 'endpoint', text: `${service} is not available: ${endpoint.state}` }];
    return [];
  });
}

async function serviceEvidence(aws: Aws, { outputs, status }: StackState): Promise<readonly Evidence[]> {
  const { ClusterName = '', ServiceName = '' } = outputs;
  const service = await aws.services.describe(ClusterName, ServiceName);
  if (service === undefined) return [];
  const idle: readonly Evidence[] =
    service.desired === 0 ? [{ source: 'service', text: 'desired count is 0' }] : [];
  const primary = service.deployments.find((deployment) => deployment.status === 'PRIMARY');
  const complete = primary?.state === 'COMPLETED' && service.running >= service.desired;
  // What went wrong before a deployment that then succeeded is no symptom of today.
  if (complete && !status.includes('ROLLBACK')) return idle;
  const stopped = await aws.services.tasks(ClusterName, ServiceName, 'STOPPED');
  const failed = service.deployments.filter(({ state }) => state === 'FAILED');
  return [
    ...idle,
    ...failed.map(({ reason }): Evidence => ({ source: 'service', text: reason })),
    ...service.events.slice(0, 20).map((text): Evidence => ({ source: 'service', text })),
    ...stopped.map((task): Evidence => {
      const containers = task.containers.map(({ reason, exitCode }) => `${reason} exit ${exitCode ?? '-'}`);
      return { source: 'task', text: [task.stoppedReason, ...containers].join(' ') };
    }),
  ];
}

async function targetEvidence(aws: Aws, { outputs }: StackState): Promise<readonly Evidence[]> {
  const targets = await aws.targets.health(outputs['TargetGroupArn'] ?? '');
  const healthy = targets.some(({ state }) => state === 'healthy');
  return [
    ...(healthy ? [] : [{ source: 'target', text: 'no healthy target' } as const]),
    ...targets.map(
      ({ address, state, reason }): Evidence => ({ source: 'target', text: `${address} ${state} ${reason}` }),
    ),
  ];
}

async function logEvidence(aws: Aws, { outputs }: StackState, nowMs: number): Promise<readonly Evidence[]> {
  const lines = await aws.logLines.since(outputs['LogGroupName'] ?? '', nowMs - logWindowMs);
  return lines.slice(-2000).map(({ text }): Evidence => ({ source: 'log', text }));
}
