/**
 * A profile: the options of `simulate` as a JSON file, so that one word names a handler. `npm start` writes one for
 * the development handler. Paths in it are relative to the file.
 */

import { dirname, resolve } from 'node:path';
import { isJsonObject, parseJson } from '../lib/json.ts';
import { err, ok, type Result } from '../lib/result.ts';

const pathMembers = ['cosignerKey', 'answerKey', 'tlsCertificate', 'tlsCa'] as const;
const plainMembers = ['url', 'authentication', 'signerId', 'otherSignerId'] as const;

export type ProfileMember = (typeof pathMembers)[number] | (typeof plainMembers)[number];
export type Profile = Readonly<Partial<Record<ProfileMember, string>>>;

/** @param path where the bytes come from; only its folder matters */
export function parseProfile(bytes: Uint8Array, path: string): Result<Profile, string> {
  const parsed = parseJson(bytes);
  if (!parsed.ok || !isJsonObject(parsed.value)) return err(`${path}: not a JSON object`);
  const profile: Partial<Record<ProfileMember, string>> = {};
  for (const [name, value] of Object.entries(parsed.value)) {
    const plain = plainMembers.find((member) => member === name);
    const file = pathMembers.find((member) => member === name);
    if (typeof value !== 'string') return err(`${path}: "${name}" must be text`);
    if (plain !== undefined) profile[plain] = value;
    else if (file !== undefined) profile[file] = resolve(dirname(path), value);
    else return err(`${path}: "${name}" is not an option of simulate`);
  }
  return ok(profile);
}
