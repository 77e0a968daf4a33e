/**
 * Asks an IAM policy simulator whether a role may make a call: the role's policies as this package's templates give
 * them, with real values, and optionally the policy of the endpoint that the call goes through. Strict: a condition that
 * the call says nothing about is not met.
 */

import { runSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import { type DeploymentName, deployed, names, stackName } from './deployments.ts';
import { at, type Json, type JsonObject, many, object, text, toJson } from './json.ts';
import { accountId, region } from './resolve.ts';

export interface Call {
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
}

export interface Role {
  readonly arn: string;
  readonly policies: readonly { readonly name: string; readonly policy: Json }[];
}

export const arn = {
  ledger: `arn:aws:dynamodb:${region}:${accountId}:table/${stackName}-ledger`,
  logs: `arn:aws:logs:${region}:${accountId}:log-group:/ecs/callback-handler`,
  answerKey: `arn:aws:kms:${region}:${accountId}:key/7a7a7a7a-0000-4000-8000-7a7a7a7a7a7a`,
  taskRole: `arn:aws:iam::${accountId}:role/${stackName}-TaskRole-1A2B3C`,
  repository: `arn:aws:ecr:${region}:${accountId}:repository/${names.repository}`,
} as const;

export function parameterArn(name: string, stack: string = stackName): string {
  return `arn:aws:ssm:${region}:${accountId}:parameter/${stack}/${name}`;
}

/** What a deployed resource is called. */
function physical(logicalId: string, attribute: string | undefined): string | undefined {
  const known: Readonly<Record<string, string>> = {
    LedgerTable: `${stackName}-ledger`,
    'LedgerTable.Arn': arn.ledger,
    'LogGroup.Arn': `${arn.logs}:*`,
    'AnswerKey.Arn': arn.answerKey,
    'TaskRole.Arn': arn.taskRole,
  };
  return known[attribute === undefined ? logicalId : `${logicalId}.${attribute}`];
}

export function template(name: DeploymentName): JsonObject {
  return deployed(name, physical);
}

/** The managed policies that name the role, or all of the template's. */
export function roleOf(name: DeploymentName, logicalId?: string): Role {
  const policies = Object.entries(object(template(name)['Resources']))
    .filter(([, resource]) => at(resource, 'Type') === 'AWS::IAM::ManagedPolicy')
    .filter(([, resource]) => logicalId === undefined || attachedTo(resource, logicalId))
    .map(([id, resource]) => ({ name: id, policy: at(resource, 'Properties', 'PolicyDocument') }));
  if (policies.length === 0) throw new Error(`no policies for ${logicalId}`);
  return { arn: `arn:aws:iam::${accountId}:role/${stackName}-${logicalId ?? 'deployer'}-1A2B3C`, policies };
}

function attachedTo(policy: Json, logicalId: string): boolean {
  return many(at(policy, 'Properties', 'Roles')).some(
    (role) => JSON.stringify(role) === JSON.stringify({ Ref: logicalId }),
  );
}

/** Where a call goes through, or what it is made on. */
export interface Surroundings {
  readonly endpointPolicy?: Json;
  readonly resourcePolicy?: Json;
}

/** Keys answer to their own policy as well: the bootstrap stack's, unless the test names another. */
function policyOn(resource: string): Json | undefined {
  if (resource === names.key) return at(template('bootstrap'), 'Resources', 'Key', 'Properties', 'KeyPolicy');
  if (resource === arn.answerKey)
    return at(template('everything'), 'Resources', 'AnswerKey', 'Properties', 'KeyPolicy');
  return undefined;
}

function texts(value: Json): Record<string, string> {
  return Object.fromEntries(Object.entries(object(value)).map(([name, inner]) => [name, text(inner)]));
}

/**
 * The simulator knows no context keys of KMS whose names are open, like the one SSM decrypts parameters under. A
 * principal's tag, whose name is open too, stands in for it in policy and call.
 */
function withStandIn(value: Json): Json {
  return toJson(
    JSON.parse(JSON.stringify(value).replaceAll('kms:EncryptionContext:', 'aws:PrincipalTag/context-')),
  );
}

export async function allowed(
  role: Role,
  call: Call,
  { endpointPolicy, resourcePolicy = policyOn(call.resource) }: Surroundings = {},
): Promise<boolean> {
  const simulation: Simulation = {
    request: {
      principal: role.arn,
      action: call.action,
      resource: { resource: call.resource, accountId },
      contextVariables: {
        'aws:PrincipalAccount': accountId,
        'aws:SecureTransport': 'true',
        ...texts(withStandIn(call.context ?? {})),
      },
    },
    identityPolicies: role.policies.map(({ name, policy }) => ({ name, policy: withStandIn(policy) })),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    ...(resourcePolicy !== undefined && { resourcePolicy }),
    ...(endpointPolicy !== undefined && {
      vpcEndpointPolicies: [{ name: 'endpoint', policy: endpointPolicy }],
    }),
  };
  const result = await runSimulation(simulation, { simulationMode: 'Strict' });
  if (result.resultType === 'error')
    throw new Error(`${call.action} on ${call.resource}: ${JSON.stringify(result.errors)}`);
  return result.overallResult === 'Allowed';
}
