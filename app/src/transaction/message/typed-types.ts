/**
 * The `types` of EIP-712 typed data: structures by name, the text that identifies each (`encodeType`) and its hash.
 */

import { keccak_256 } from '@noble/hashes/sha3.js';
import { isJsonObject, type JsonValue } from '../../lib/json.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import { isAtom } from './typed-atoms.ts';

export interface Member {
  readonly name: string;
  readonly type: string;
}
export type Members = readonly Member[];

export interface TypeTable {
  has(name: string): boolean;
  /** None where there is no such type. */
  get(name: string): Members;
  textOf(name: string): string;
  hashOf(name: string): Uint8Array;
  /** The same table with one more type. */
  with(name: string, members: Members): TypeTable;
}

/** Nothing sensible has more. */
export const maxTypes = 64;
const maxMembers = 64;
const maxTypeCharacters = 100;

const identifier = /^[A-Za-z_$][A-Za-z0-9_$]{0,99}$/;
const arraySuffix = /(?:\[[0-9]*\])*$/;

/** The error says what is wrong with them. */
export function parseTypes(raw: JsonValue | undefined): Result<TypeTable, string> {
  if (!isJsonObject(raw)) return err('not_an_object');
  const entries = Object.entries(raw);
  if (entries.length > maxTypes) return err('too_many_types');
  const types = new Map<string, Members>();
  for (const [name, list] of entries) {
    if (!identifier.test(name) || isAtom(name)) return err('type_name');
    const members = parseMembers(list);
    if (members === undefined) return err('type_members');
    types.set(name, members);
  }
  for (const { type } of [...types.values()].flat()) {
    const base = type.replace(arraySuffix, '');
    if (!isAtom(base) && !types.has(base)) return err('type_unknown');
  }
  return ok(makeTable(types));
}

function parseMembers(list: JsonValue | undefined): Members | undefined {
  if (!Array.isArray(list) || list.length > maxMembers) return undefined;
  const members: Member[] = [];
  for (const item of list) {
    if (!isJsonObject(item) || Object.keys(item).length !== 2) return undefined;
    const { name, type } = item;
    if (typeof name !== 'string' || !identifier.test(name) || typeof type !== 'string') return undefined;
    if (type.length > maxTypeCharacters || members.some((member) => member.name === name)) return undefined;
    members.push({ name, type });
  }
  return members;
}

function makeTable(types: ReadonlyMap<string, Members>): TypeTable {
  const hashes = new Map<string, Uint8Array>();
  const get = (name: string): Members => types.get(name) ?? [];
  const describe = (name: string): string =>
    `${name}(${get(name)
      .map((member) => `${member.type} ${member.name}`)
      .join()})`;
  const textOf = (name: string): string => {
    const others = [...reachableFrom(name, get)].filter((type) => type !== name).sort();
    return [name, ...others].map(describe).join('');
  };
  return {
    has: (name) => types.has(name),
    get,
    textOf,
    hashOf(name) {
      const hash = hashes.get(name) ?? keccak_256(Buffer.from(textOf(name)));
      hashes.set(name, hash);
      return hash;
    },
    with: (name, members) => makeTable(new Map([...types, [name, members]])),
  };
}

/** All structures that a value of this one can contain, itself among them. */
function reachableFrom(name: string, get: TypeTable['get']): ReadonlySet<string> {
  const reached = new Set([name]);
  for (const type of reached) {
    for (const member of get(type)) {
      const base = member.type.replace(arraySuffix, '');
      if (!isAtom(base)) reached.add(base);
    }
  }
  return reached;
}
