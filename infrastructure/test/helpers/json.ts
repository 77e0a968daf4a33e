/** JSON as a type, and the few ways in which tests look into it. A wrong guess about a template's shape throws. */

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [name: string]: Json;
}

export function toJson(value: unknown): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return value;
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, toJson(inner)]));
  throw new Error(`${String(value)} is no JSON`);
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** The value at a path of names and indexes; throws where there is none. */
export function at(value: Json | undefined, ...path: readonly (string | number)[]): Json {
  let here = value;
  for (const step of path) {
    if (isList(here) && typeof step === 'number') here = here[step];
    else if (isObject(here)) here = here[step];
    else throw new Error(`nothing at ${path.join('.')} (${step})`);
  }
  if (here === undefined) throw new Error(`nothing at ${path.join('.')}`);
  return here;
}

export function object(value: Json | undefined): JsonObject {
  if (!isObject(value)) throw new Error(`${JSON.stringify(value)} is no object`);
  return value;
}

export function list(value: Json | undefined): readonly Json[] {
  if (!isList(value)) throw new Error(`${JSON.stringify(value)} is no list`);
  return value;
}

export function text(value: Json | undefined): string {
  if (typeof value !== 'string') throw new Error(`${JSON.stringify(value)} is no text`);
  return value;
}

/** IAM and CloudFormation take one value or a list of them. */
export function many(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  return isList(value) ? value : [value];
}
