/**
 * The environment table: every variable the service reads, with its meaning and default. README's table is generated
 * from here and a test holds them together. An unknown `CALLBACK_*` variable is an error: a typing mistake in a
 * security setting must not be silent. Reads nothing itself: the environment is a parameter.
 */

import { err, ok, type Result } from '../lib/result.ts';
import { type PolicyPlace, parsePolicyPlace } from './policy-place.ts';
import { type Problem, problem } from './problem.ts';

export interface Variable {
  readonly name: string;
  readonly meaning: string;
  /** Absent: the variable is optional and unset means off. */
  readonly fallback?: string;
  readonly required?: true;
}

export const variables = [
  { name: 'PORT', meaning: 'Port of the callback listener (JWT modes).', fallback: '3000' },
  {
    name: 'CALLBACK_HOST',
    meaning: 'Address the callback listener binds to; 0.0.0.0 in a container.',
    fallback: '127.0.0.1',
  },
  {
    name: 'CALLBACK_COSIGNERS',
    meaning: 'The co-signers document: `file:<path>` or `ssm:<parameter>`.',
    required: true,
  },
  {
    name: 'CALLBACK_TLS_CERTIFICATE',
    meaning:
      'PEM certificate (chain) of the callback listener: `file:<path>` or `ssm:<parameter>`. Unset: plain HTTP, for a load balancer in front.',
  },
  {
    name: 'CALLBACK_TLS_KEY',
    meaning: 'PEM private key of that certificate: `file:<path>` (mode 0600) or `ssm:<parameter>`.',
  },
  {
    name: 'CALLBACK_POLICY',
    meaning: 'The policy document: `file:<path>` or `s3:<bucket>/<key>`.',
    required: true,
  },
  {
    name: 'CALLBACK_POLICY_SHA256',
    meaning:
      'Start only with the policy that has this SHA-256 (as `callback-handler check` prints it); required for `s3:`.',
  },
  {
    name: 'CALLBACK_LEDGER',
    meaning:
      'Where decisions are kept: `sqlite:<path>`, `dynamodb:<table>` for many tasks, or `memory` for trials (forgets at exit).',
    required: true,
  },
  {
    name: 'CALLBACK_LEDGER_BODIES',
    meaning: 'How request bodies are kept in the ledger: `plain`, `encrypted` or `omitted`.',
    fallback: 'plain',
  },
  {
    name: 'CALLBACK_LEDGER_BODY_KEY_FILE',
    meaning: 'File with the key for `encrypted` bodies: 64 hexadecimal digits.',
  },
  {
    name: 'CALLBACK_CHECKPOINTS',
    meaning:
      'Bucket with Object Lock for signed audit checkpoints: `s3:<bucket>/<prefix>`. Unset: in the ledger only.',
  },
  {
    name: 'CALLBACK_CHECKPOINT_KEY',
    meaning: 'What signs checkpoints: `answer` (the first answer key) or `kms:<key>`.',
    fallback: 'answer',
  },
  {
    name: 'CALLBACK_HOLD_MINUTES',
    meaning:
      'How long a hold answers RETRY before it is rejected; below the co-signer’s retry budget (60 by default).',
    fallback: '55',
  },
  {
    name: 'CALLBACK_KEY_REFRESH_SECONDS',
    meaning: 'How often the co-signers document and keys are read again; 0 only on SIGHUP.',
    fallback: '300',
  },
  {
    name: 'CALLBACK_ADMIN_HOST',
    meaning: 'Address of the admin listener (/metrics, /health).',
    fallback: '127.0.0.1',
  },
  { name: 'CALLBACK_ADMIN_PORT', meaning: 'Port of the admin listener.', fallback: '9090' },
  {
    name: 'CALLBACK_METRICS_EMF',
    meaning: '`on` writes metrics as CloudWatch embedded metric format lines once a minute.',
    fallback: 'off',
  },
  {
    name: 'CALLBACK_JSON_PORT',
    meaning: 'Port of the TLS listener for JSON modes (options 2 and 3). Unset: no such listener.',
  },
  {
    name: 'CALLBACK_JSON_HOST',
    meaning: 'Address the JSON listener binds to.',
    fallback: '127.0.0.1',
  },
  {
    name: 'CALLBACK_JSON_COSIGNER',
    meaning: 'Name of the one co-signer (`transport: json`) that the JSON listener believes.',
  },
  { name: 'CALLBACK_JSON_CERTIFICATE_FILE', meaning: 'PEM certificate (chain) of the JSON listener.' },
  { name: 'CALLBACK_JSON_KEY_FILE', meaning: 'PEM private key of the JSON listener, mode 0600.' },
] as const satisfies readonly Variable[];

export type VariableName = (typeof variables)[number]['name'];

export interface Settings {
  readonly callback: ListenAddress;
  /** TLS on the callback listener. */
  readonly tls: { readonly certificate: Reference; readonly key: Reference } | undefined;
  readonly admin: ListenAddress;
  readonly cosigners: Reference;
  readonly policy: PolicyPlace & { readonly sha256: string | undefined };
  readonly ledger: LedgerReference;
  readonly bodies: { readonly mode: 'plain' | 'encrypted' | 'omitted'; readonly keyFile: string | undefined };
  readonly checkpoints: {
    readonly bucket: { readonly name: string; readonly prefix: string } | undefined;
    /** Absent: the first answer key. */
    readonly kmsKeyId: string | undefined;
  };
  readonly holdMs: number;
  readonly keyRefreshMs: number;
  readonly emf: boolean;
  readonly json: JsonListenerSettings | undefined;
}

export type LedgerReference =
  | { readonly kind: 'memory' }
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'dynamodb'; readonly table: string };

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

export interface JsonListenerSettings extends ListenAddress {
  readonly cosigner: string;
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** Where a document or key comes from. `kms` is for answer keys only. */
export type Reference =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'ssm'; readonly parameter: string }
  | { readonly kind: 'kms'; readonly keyId: string };

export function parseReference(text: string): Reference | undefined {
  const at = text.indexOf(':');
  const rest = text.slice(at + 1);
  if (rest === '') return undefined;
  switch (text.slice(0, at)) {
    case 'file':
      return { kind: 'file', path: rest };
    case 'ssm':
      return { kind: 'ssm', parameter: rest };
    case 'kms':
      return { kind: 'kms', keyId: rest };
    default:
      return undefined;
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

export function parseEnvironment(environment: Environment): Result<Settings, readonly Problem[]> {
  const problems: Problem[] = [...unknownVariables(environment), ...missingVariables(environment)];
  const read = (name: VariableName): string | undefined => valueIn(environment, name);
  const text = (name: VariableName): string => read(name) ?? '';
  const wrong = (name: VariableName, message: string): void => {
    if (read(name) !== undefined) problems.push(problem(name, message));
  };
  const integer = (name: VariableName, least: number, most: number): number => {
    const value = /^[0-9]{1,9}$/.test(text(name)) ? Number(text(name)) : Number.NaN;
    if (!(value >= least && value <= most)) wrong(name, `must be a whole number from ${least} to ${most}`);
    return value;
  };
  const oneOf = <T extends string>(name: VariableName, allowed: readonly [T, ...T[]]): T => {
    const found = allowed.find((value) => value === text(name));
    if (found === undefined) wrong(name, `must be one of: ${allowed.join(', ')}`);
    return found ?? allowed[0];
  };

  const cosigners = parseReference(text('CALLBACK_COSIGNERS'));
  if (cosigners === undefined || cosigners.kind === 'kms') {
    wrong('CALLBACK_COSIGNERS', 'must be file:<path> or ssm:<parameter>');
  }
  const policy = parsePolicyPlace(text('CALLBACK_POLICY'));
  if (policy === undefined) wrong('CALLBACK_POLICY', 'must be file:<path> or s3:<bucket>/<key>');
  const sha256 = read('CALLBACK_POLICY_SHA256');
  if (policy?.kind === 's3' && sha256 === undefined) {
    problems.push(problem('CALLBACK_POLICY_SHA256', 'is required for a policy in S3'));
  }
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/.test(sha256)) {
    wrong('CALLBACK_POLICY_SHA256', 'must be 64 lower-case hexadecimal digits');
  }
  const ledger = parseLedger(text('CALLBACK_LEDGER'));
  if (ledger === undefined) wrong('CALLBACK_LEDGER', 'must be sqlite:<path>, dynamodb:<table> or memory');
  const mode = oneOf('CALLBACK_LEDGER_BODIES', ['plain', 'encrypted', 'omitted']);
  const keyFile = read('CALLBACK_LEDGER_BODY_KEY_FILE');
  if ((mode === 'encrypted') !== (keyFile !== undefined)) {
    problems.push(
      problem(
        'CALLBACK_LEDGER_BODY_KEY_FILE',
        'must be set exactly when CALLBACK_LEDGER_BODIES is encrypted',
      ),
    );
  }
  const place = read('CALLBACK_CHECKPOINTS');
  const [, bucketName, prefix = ''] =
    /^s3:([a-z0-9][a-z0-9.-]{2,62})(?:\/([\w./-]*[\w.-]))?\/?$/.exec(place ?? '') ?? [];
  if (place !== undefined && bucketName === undefined) {
    wrong('CALLBACK_CHECKPOINTS', 'must be s3:<bucket>/<prefix>');
  }
  const checkpointKey = parseReference(text('CALLBACK_CHECKPOINT_KEY'));
  if (text('CALLBACK_CHECKPOINT_KEY') !== 'answer' && checkpointKey?.kind !== 'kms') {
    wrong('CALLBACK_CHECKPOINT_KEY', 'must be answer or kms:<key>');
  }
  const settings = {
    checkpoints: {
      bucket: bucketName === undefined ? undefined : { name: bucketName, prefix },
      kmsKeyId: checkpointKey?.kind === 'kms' ? checkpointKey.keyId : undefined,
    },
    callback: { host: text('CALLBACK_HOST'), port: integer('PORT', 0, 65535) },
    tls: parseTls(environment, problems),
    admin: { host: text('CALLBACK_ADMIN_HOST'), port: integer('CALLBACK_ADMIN_PORT', 0, 65535) },
    bodies: { mode, keyFile },
    holdMs: integer('CALLBACK_HOLD_MINUTES', 1, 48 * 60) * 60_000,
    keyRefreshMs: integer('CALLBACK_KEY_REFRESH_SECONDS', 0, 86_400) * 1000,
    emf: oneOf('CALLBACK_METRICS_EMF', ['off', 'on']) === 'on',
    json: parseJsonListener(environment, integer, problems),
  };
  const complete = cosigners !== undefined && policy !== undefined && ledger !== undefined;
  if (problems.length > 0 || !complete) return err(problems);
  return ok({ ...settings, cosigners, policy: { ...policy, sha256 }, ledger });
}

function valueIn(environment: Environment, name: VariableName): string | undefined {
  const variable: Variable | undefined = variables.find((candidate) => candidate.name === name);
  return environment[name] || variable?.fallback;
}

function unknownVariables(environment: Environment): readonly Problem[] {
  const known = new Set<string>(variables.map((variable) => variable.name));
  return Object.keys(environment)
    .filter((name) => name.startsWith('CALLBACK_') && !known.has(name))
    .sort()
    .map((name) => problem(name, 'is not a variable of this service; see the table in README.md'));
}

function missingVariables(environment: Environment): readonly Problem[] {
  return variables
    .filter((variable: Variable) => variable.required && !environment[variable.name])
    .map((variable) => problem(variable.name, `is required. ${variable.meaning}`));
}

/** DynamoDB: 3 to 255 letters, digits and `_ - .`. */
const tablePattern = /^dynamodb:([A-Za-z0-9_.-]{3,255})$/;

/** As `CALLBACK_LEDGER` names it; undefined where the text names none. */
export function parseLedger(text: string): LedgerReference | undefined {
  if (text === 'memory') return { kind: 'memory' };
  const table = tablePattern.exec(text)?.[1];
  if (table !== undefined) return { kind: 'dynamodb', table };
  const path = text.startsWith('sqlite:') ? text.slice('sqlite:'.length) : '';
  return path === '' ? undefined : { kind: 'sqlite', path };
}

function parseTls(environment: Environment, problems: Problem[]): Settings['tls'] {
  const read = (name: VariableName): Reference | undefined => {
    const text = environment[name];
    const reference = text ? parseReference(text) : undefined;
    if (reference?.kind === 'file' || reference?.kind === 'ssm') return reference;
    if (text) problems.push(problem(name, 'must be file:<path> or ssm:<parameter>'));
    return undefined;
  };
  const certificate = read('CALLBACK_TLS_CERTIFICATE');
  const key = read('CALLBACK_TLS_KEY');
  if (!environment['CALLBACK_TLS_CERTIFICATE'] !== !environment['CALLBACK_TLS_KEY']) {
    problems.push(problem('CALLBACK_TLS_KEY', 'and CALLBACK_TLS_CERTIFICATE go together: set both or none'));
  }
  return certificate && key && { certificate, key };
}

function parseJsonListener(
  environment: Environment,
  integer: (name: VariableName, least: number, most: number) => number,
  problems: Problem[],
): JsonListenerSettings | undefined {
  const parts = [
    'CALLBACK_JSON_COSIGNER',
    'CALLBACK_JSON_CERTIFICATE_FILE',
    'CALLBACK_JSON_KEY_FILE',
  ] as const;
  if (!environment['CALLBACK_JSON_PORT']) {
    for (const name of parts) {
      if (environment[name]) problems.push(problem(name, 'has no effect without CALLBACK_JSON_PORT'));
    }
    return undefined;
  }
  for (const name of parts) {
    if (!environment[name]) problems.push(problem(name, 'is required when CALLBACK_JSON_PORT is set'));
  }
  return {
    host: String(valueIn(environment, 'CALLBACK_JSON_HOST')),
    port: integer('CALLBACK_JSON_PORT', 0, 65535),
    cosigner: environment['CALLBACK_JSON_COSIGNER'] ?? '',
    certificateFile: environment['CALLBACK_JSON_CERTIFICATE_FILE'] ?? '',
    keyFile: environment['CALLBACK_JSON_KEY_FILE'] ?? '',
  };
}
