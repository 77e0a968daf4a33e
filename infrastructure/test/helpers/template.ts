/** Reads the CloudFormation files of this package, with their short forms (!Ref, !Sub, ...) written out. */

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CollectionTag, parse, type ScalarTag } from 'yaml';
import { type JsonObject, object, toJson } from './json.ts';

export const infrastructure = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const repository = dirname(infrastructure);

export const templates = [
  'bootstrap.yaml',
  'cloudformation.yaml',
  'cloudformation-existing-vpc.yaml',
  'cosigner.yaml',
  'deployer.yaml',
];

/** CloudFormation takes a template of at most this many bytes from a command's argument. */
export const maxTemplateBytes = 51_200;

export function readText(file: string): string {
  return readFileSync(join(infrastructure, file), 'utf8');
}

export function readTemplate(file: string): JsonObject {
  return parseTemplate(readText(file));
}

export function parseTemplate(source: string): JsonObject {
  return object(toJson(parse(source, { customTags: shortForms })));
}

const names = [
  'Sub',
  'If',
  'Equals',
  'And',
  'Or',
  'Not',
  'Join',
  'Select',
  'Split',
  'GetAZs',
  'Contains',
  'FindInMap',
  'Base64',
];

const shortForms: (ScalarTag | CollectionTag)[] = [
  { tag: '!Ref', resolve: (value) => ({ Ref: value }) },
  { tag: '!Condition', resolve: (value) => ({ Condition: value }) },
  { tag: '!GetAtt', resolve: (value) => ({ 'Fn::GetAtt': splitOnce(value) }) },
  ...names.flatMap((name): (ScalarTag | CollectionTag)[] => [
    { tag: `!${name}`, resolve: (value) => ({ [`Fn::${name}`]: value }) },
    { tag: `!${name}`, collection: 'seq', resolve: (value) => ({ [`Fn::${name}`]: value.toJSON() }) },
  ]),
];

function splitOnce(value: string): [string, string] {
  const dot = value.indexOf('.');
  return [value.slice(0, dot), value.slice(dot + 1)];
}
