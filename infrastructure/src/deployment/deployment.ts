/**
 * The deployment file: what one environment consists of. JSON, no secrets in it: keys are paths. Parses text into plain
 * data and lists every problem; knows nothing of AWS. Paths are relative to the file.
 */

import { isAbsolute, join } from 'node:path';
import { err, ok, type Result } from '../lib/result.ts';

export interface Deployment {
  readonly account: string;
  readonly region: string;
  readonly stack: string;
  readonly bootstrapStack: string;
  readonly policy: string;
  readonly answerKeys: readonly AnswerKey[];
  readonly cosigners: readonly Cosigner[];
  /** Parameters of cloudformation.yaml that this environment sets itself. */
  readonly parameters: Readonly<Record<string, string>>;
}

export interface AnswerKey {
  /** Its name, and the last part of its parameter's name. */
  readonly name: string;
  /** `/`, or like `/k2`: the path that co-signers of this key call. */
  readonly basePath: string;
  /** Absolute path of the private key. */
  readonly file: string;
}

export interface Cosigner {
  readonly name: string;
  readonly signerIds: readonly string[];
  readonly publicKeys: readonly { readonly name: string; readonly file: string }[];
}

/** Set by the command itself, so a deployment file may not. */
export const managedParameters: ReadonlySet<string> = new Set([
  'ContainerImage',
  'PolicyKey',
  'PolicySha256',
  'KeyVersion',
  'KmsKeyArn',
  'RepositoryName',
  'BucketName',
  'CheckpointBucketName',
]);

const patterns = {
  account: /^\d{12}$/,
  region: /^[a-z]{2}(-[a-z]+)+-\d$/,
  stack: /^[A-Za-z][A-Za-z0-9-]{0,127}$/,
  name: /^[a-z][a-z0-9-]{0,62}$/,
  basePath: /^\/$|^(\/[A-Za-z0-9_~-]+)+$/,
  text: /^.{1,1024}$/,
} as const;

type Fields = Readonly<Record<string, unknown>>;

export function parseDeployment(text: string, folder: string): Result<Deployment, readonly string[]> {
  const problems: string[] = [];
  const reader = readerInto(problems, folder);
  const root = reader.object(parseJson(text), 'deployment file', [
    'version',
    'account',
    'region',
    'stack',
    'bootstrapStack',
    'policy',
    'answerKeys',
    'cosigners',
    'parameters',
  ]);
  if (root['version'] !== 1) problems.push('version: must be 1');
  const deployment: Deployment = {
    account: reader.text(root, 'account', patterns.account),
    region: reader.text(root, 'region', patterns.region),
    stack: reader.text(root, 'stack', patterns.stack),
    bootstrapStack: reader.text(root, 'bootstrapStack', patterns.stack),
    policy: reader.path(root, 'policy'),
    answerKeys: reader.list(root, 'answerKeys').map((entry, at) => {
      const key = reader.object(entry, `answerKeys[${at}]`, ['name', 'basePath', 'file']);
      return {
        name: reader.text(key, 'name', patterns.name),
        basePath: reader.text(key, 'basePath', patterns.basePath),
        file: reader.path(key, 'file'),
      };
    }),
    cosigners: reader.list(root, 'cosigners').map((entry, at) => {
      const cosigner = reader.object(entry, `cosigners[${at}]`, ['name', 'signerIds', 'publicKeys']);
      return {
        name: reader.text(cosigner, 'name', patterns.name),
        signerIds: reader.list(cosigner, 'signerIds').map((id) => String(id)),
        publicKeys: reader.list(cosigner, 'publicKeys').map((item, index) => {
          const key = reader.object(item, `cosigners[${at}].publicKeys[${index}]`, ['name', 'file']);
          return { name: reader.text(key, 'name', patterns.name), file: reader.path(key, 'file') };
        }),
      };
    }),
    parameters: reader.texts(root['parameters']),
  };
  problems.push(...checkWhole(deployment));
  return problems.length > 0 ? err(problems) : ok(deployment);
}

function checkWhole({ answerKeys, cosigners, parameters }: Deployment): readonly string[] {
  const names = [...answerKeys, ...cosigners.flatMap(({ publicKeys }) => publicKeys)].map(({ name }) => name);
  return [
    ...repeated(names).map((name) => `key name ${name} is used twice`),
    ...repeated(answerKeys.map(({ basePath }) => basePath)).map((path) => `basePath ${path} is used twice`),
    ...repeated(cosigners.flatMap(({ signerIds }) => signerIds)).map(
      (id) => `signer id ${id} is listed twice`,
    ),
    ...Object.keys(parameters)
      .filter((name) => managedParameters.has(name))
      .map((name) => `parameters.${name}: is set by the deployment itself`),
  ];
}

function repeated(items: readonly string[]): readonly string[] {
  return [...new Set(items.filter((item, at) => items.indexOf(item) !== at))];
}

/** Every mistake becomes a problem and a harmless value, so that one reading finds them all. */
function readerInto(problems: string[], folder: string) {
  const places = new WeakMap<object, string>();
  const placeOf = (fields: Fields, key: string): string => `${places.get(fields) ?? ''}${key}`;
  return {
    object(value: unknown, place: string, known: readonly string[]): Fields {
      if (!isFields(value)) {
        problems.push(`${place}: must be an object`);
        return {};
      }
      if (place !== 'deployment file') places.set(value, `${place}.`);
      for (const key of Object.keys(value)) {
        if (!known.includes(key)) problems.push(`${placeOf(value, key)}: is not known`);
      }
      return value;
    },
    text(fields: Fields, key: string, pattern: RegExp): string {
      const value = fields[key];
      if (typeof value === 'string' && pattern.test(value)) return value;
      problems.push(`${placeOf(fields, key)}: must match ${pattern.source}`);
      return '';
    },
    path(fields: Fields, key: string): string {
      const value = this.text(fields, key, patterns.text);
      return isAbsolute(value) ? value : join(folder, value);
    },
    list(fields: Fields, key: string): readonly unknown[] {
      const value = fields[key];
      if (Array.isArray(value) && value.length > 0) return value;
      problems.push(`${placeOf(fields, key)}: must be a list with at least one entry`);
      return [];
    },
    texts(value: unknown): Readonly<Record<string, string>> {
      if (!isFields(value)) {
        problems.push('parameters: must be an object');
        return {};
      }
      const pairs: [string, string][] = [];
      for (const [key, item] of Object.entries(value)) {
        if (typeof item === 'string') pairs.push([key, item]);
        else problems.push(`parameters.${key}: must be a string`);
      }
      return Object.fromEntries(pairs);
    },
  };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
