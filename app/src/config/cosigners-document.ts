/**
 * The co-signers document: who may ask, under which keys, and which keys answer. YAML, no secrets in it: keys are
 * references. Parses text into plain data and lists every problem; `keyring.ts` fetches the keys.
 *
 *   version: 1
 *   answer_keys:
 *     - { name: current, base_path: /, private_key: file:callback_private.pem }
 *   cosigners:
 *     - name: tokyo
 *       public_keys: [{ name: tokyo-2026, key: file:cosigner_public.pem }]
 *       signer_ids: [<API user id>]
 */

import { z } from 'zod';
import { err, ok, type Result } from '../lib/result.ts';
import { readYaml } from '../lib/yaml.ts';
import type { AnswerAlgorithm } from '../token/answer.ts';
import { parseReference, type Reference } from './environment.ts';
import { type Problem, problem } from './problem.ts';

z.config({ jitless: true });

export interface CosignersDocument {
  readonly answerKeys: readonly AnswerKeyEntry[];
  readonly cosigners: readonly CosignerEntry[];
}

export interface AnswerKeyEntry {
  readonly name: string;
  /** The empty string for `/`, else like `/k1`. */
  readonly basePath: string;
  readonly privateKey: Reference;
}

export interface CosignerEntry {
  readonly name: string;
  readonly transport: 'jwt' | 'json';
  readonly answerAlgorithm: AnswerAlgorithm;
  readonly publicKeys: readonly { readonly name: string; readonly key: Reference }[];
  readonly signerIds: readonly string[];
}

/** Far above any real document; refuses a wrong file before YAML is built from it. */
export const maxCosignersDocumentBytes = 262_144;

const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be 1 to 64 letters, digits, dots, dashes or underscores');
const basePath = z
  .string()
  .regex(/^\/$|^(\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+$/, 'must be / or like /k1, without a slash at the end')
  .refine(
    (path) => !/^\/(v2|health|tx_sign_request|config_change_sign_request)(\/|$)/.test(path),
    'is reserved',
  );
const referenceTo = (...kinds: readonly Reference['kind'][]) =>
  z.string().transform((text, context) => {
    const reference = parseReference(text);
    if (reference !== undefined && kinds.includes(reference.kind)) return reference;
    context.addIssue({
      code: 'custom',
      message: `must be ${kinds.map((kind) => `${kind}:<...>`).join(' or ')}`,
    });
    return z.NEVER;
  });

const schema = z.strictObject({
  version: z.literal('1'),
  answer_keys: z.array(
    z.strictObject({ name, base_path: basePath, private_key: referenceTo('file', 'ssm', 'kms') }),
  ),
  cosigners: z
    .array(
      z.strictObject({
        name,
        transport: z.enum(['jwt', 'json']).default('jwt'),
        answer_algorithm: z.enum(['RS256', 'ES256']).default('RS256'),
        public_keys: z.array(z.strictObject({ name, key: referenceTo('file', 'ssm') })).default([]),
        signer_ids: z.array(z.string().min(1).max(128)).min(1, 'must name at least one API user id'),
      }),
    )
    .min(1, 'must name at least one co-signer'),
});

type Parsed = z.output<typeof schema>;

export function parseCosignersDocument(text: string): Result<CosignersDocument, readonly Problem[]> {
  const where = 'co-signers document';
  const yaml = readYaml(Buffer.from(text), maxCosignersDocumentBytes);
  if (!yaml.ok) {
    return err(yaml.error.map(({ line, message }) => problem(line ? `${where}:${line}` : where, message)));
  }
  const parsed = schema.safeParse(yaml.value.value);
  if (!parsed.success) {
    return err(
      parsed.error.issues.map((issue) => problem(`${where}: ${issue.path.join('.')}`, issue.message)),
    );
  }
  const problems = checkDocument(parsed.data);
  return problems.length > 0 ? err(problems) : ok(toDocument(parsed.data));
}

function checkDocument(document: Parsed): readonly Problem[] {
  const problems: Problem[] = [];
  const complain = (place: string, message: string): void => {
    problems.push(problem(`co-signers document: ${place}`, message));
  };
  for (const twice of repeated(document.answer_keys.map((key) => key.name)))
    complain('answer_keys', `name \`${twice}\` is used twice`);
  for (const twice of repeated(document.cosigners.map((cosigner) => cosigner.name)))
    complain('cosigners', `name \`${twice}\` is used twice`);
  for (const twice of repeated(document.cosigners.flatMap((cosigner) => cosigner.signer_ids))) {
    complain('cosigners', `signer id \`${twice}\` is listed twice: an API user belongs to one co-signer`);
  }
  for (const twice of repeated(
    document.cosigners.flatMap((cosigner) => cosigner.public_keys.map((key) => key.name)),
  )) {
    complain('cosigners', `public key name \`${twice}\` is used twice`);
  }
  for (const cosigner of document.cosigners) {
    if (cosigner.transport === 'jwt' && cosigner.public_keys.length === 0) {
      complain(cosigner.name, 'needs at least one public key');
    }
    if (cosigner.transport === 'json' && cosigner.public_keys.length > 0) {
      complain(cosigner.name, 'has transport json, which signs nothing: remove its public keys');
    }
  }
  const asksForJwt = document.cosigners.some((cosigner) => cosigner.transport === 'jwt');
  if (asksForJwt && document.answer_keys.length === 0) complain('answer_keys', 'must name at least one key');
  return problems;
}

function toDocument(document: Parsed): CosignersDocument {
  return {
    answerKeys: document.answer_keys.map((key) => ({
      name: key.name,
      basePath: key.base_path === '/' ? '' : key.base_path,
      privateKey: key.private_key,
    })),
    cosigners: document.cosigners.map((cosigner) => ({
      name: cosigner.name,
      transport: cosigner.transport,
      answerAlgorithm: cosigner.answer_algorithm,
      publicKeys: cosigner.public_keys,
      signerIds: cosigner.signer_ids,
    })),
  };
}

function repeated(values: readonly string[]): readonly string[] {
  return [...new Set(values.filter((value, at) => values.indexOf(value) !== at))];
}
