/**
 * The types of calldata (Solidity's contract ABI) and methods as people write them: `name(type name, (type name) name)`.
 * `uint` is `uint256` and `int` is `int256`; function and fixed-point types do not exist here. Knows nothing of values.
 */

import { keccak_256 } from '@noble/hashes/sha3.js';
import { encodeHex } from '../../lib/hex.ts';
import { err, ok, type Result } from '../../lib/result.ts';

export type AbiType = Sized &
  (
    | { readonly kind: 'uint' | 'int'; readonly bits: number }
    | { readonly kind: 'address' | 'bool' }
    /** `size` is undefined where the value says it; `string` is such bytes in UTF-8. */
    | { readonly kind: 'bytes'; readonly size: number | undefined; readonly isText: boolean }
    /** `length` is undefined where the value says it. */
    | { readonly kind: 'array'; readonly item: AbiType; readonly length: number | undefined }
    | { readonly kind: 'tuple'; readonly members: readonly AbiParameter[] }
  );

interface Sized {
  /** As in a selector's text. */
  readonly text: string;
  /** Words of 32 bytes that a value takes in its place; a dynamic value has its offset there. */
  readonly words: number;
  readonly dynamic: boolean;
}

export interface AbiParameter {
  /** Its position where it was given no name. */
  readonly name: string;
  readonly type: AbiType;
}

export interface AbiMethod {
  /** Such as `transfer(address,uint256)`. */
  readonly signature: string;
  /** 0x and 8 hex digits. */
  readonly selector: string;
  readonly inputs: readonly AbiParameter[];
}

export const maxSignatureCharacters = 1000;
/** Nothing sensible has more; it bounds what a type can ask for before a value is looked at. */
const maxStaticWords = 256;
const maxTypeDepth = 8;

/** The error says what is wrong with the text. */
export function parseMethod(text: string): Result<AbiMethod, string> {
  if (text.length > maxSignatureCharacters) return err(`is longer than ${maxSignatureCharacters} characters`);
  const [, name, parameters] = /^([A-Za-z_$][A-Za-z0-9_$]*)\((.*)\)$/.exec(text) ?? [];
  if (name === undefined || parameters === undefined)
    return err('is not a method: write name(type name, ...)');
  const inputs = parseParameters(parameters, 0);
  if (typeof inputs === 'string') return err(inputs);
  const signature = `${name}(${inputs.map(({ type }) => type.text).join()})`;
  const selector = `0x${encodeHex(keccak_256(Buffer.from(signature)).subarray(0, 4))}`;
  return ok({ signature, selector, inputs });
}

/** Parameters, or what is wrong. */
function parseParameters(text: string, depth: number): readonly AbiParameter[] | string {
  if (text.trim() === '') return [];
  const parameters: AbiParameter[] = [];
  for (const [i, part] of splitList(text).entries()) {
    const parameter = parseParameter(part.trim(), i, depth);
    if (typeof parameter === 'string') return parameter;
    parameters.push(parameter);
  }
  return parameters;
}

/** At the commas that stand in no parentheses. */
function splitList(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] === '(') depth += 1;
    else if (text[i] === ')') depth -= 1;
    else if (text[i] === ',' && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  return [...parts, text.slice(start)];
}

function parseParameter(text: string, index: number, depth: number): AbiParameter | string {
  const [, members, plain, suffix = '', name = String(index)] =
    /^(?:\((.*)\)|([a-z0-9]+))((?:\[[0-9]*\])*)(?: +([A-Za-z_$][A-Za-z0-9_$]*))?$/.exec(text) ?? [];
  let type = members === undefined ? parseElementary(plain ?? '') : parseTuple(members, depth);
  if (type === undefined) return `\`${text.slice(0, 80)}\` is not a parameter: write a type and a name`;
  for (const [, length = ''] of suffix.matchAll(/\[([0-9]*)\]/g)) {
    if (typeof type === 'string') break;
    type = arrayOf(type, length);
  }
  return typeof type === 'string' ? type : { name, type };
}

function parseTuple(text: string, depth: number): AbiType | string {
  if (depth === maxTypeDepth) return 'nests structures too deep';
  const members = parseParameters(text, depth + 1);
  if (typeof members === 'string') return members;
  if (members.length === 0) return 'has a structure without members';
  const dynamic = members.some(({ type }) => type.dynamic);
  const words = members.reduce((sum, { type }) => sum + type.words, 0);
  if (words > maxStaticWords) return 'has a structure that is too large';
  const types = members.map(({ type }) => type.text).join();
  return { kind: 'tuple', members, text: `(${types})`, dynamic, words: dynamic ? 1 : words };
}

function arrayOf(item: AbiType, lengthText: string): AbiType | string {
  const length = lengthText === '' ? undefined : Number(lengthText);
  if (length === 0) return 'has an array without items';
  const words = item.words * (length ?? 1);
  if (words > maxStaticWords) return 'has an array that is too large';
  const dynamic = item.dynamic || length === undefined;
  return {
    kind: 'array',
    item,
    length,
    text: `${item.text}[${lengthText}]`,
    dynamic,
    words: dynamic ? 1 : words,
  };
}

const elementary = /^(uint|int|bytes|address|bool|string)([0-9]*)$/;

export function parseElementary(text: string): AbiType | undefined {
  const [, kind, size = ''] = elementary.exec(text) ?? [];
  const number = size === '' ? undefined : Number(size);
  switch (kind) {
    case 'uint':
    case 'int': {
      const bits = number ?? 256;
      if (bits === 0 || bits > 256 || bits % 8 !== 0 || size.startsWith('0')) return undefined;
      return { kind, bits, text: `${kind}${bits}`, words: 1, dynamic: false };
    }
    case 'bytes':
      if (number === 0 || Number(number) > 32 || size.startsWith('0')) return undefined;
      return { kind, size: number, isText: false, text, words: 1, dynamic: number === undefined };
    case 'address':
    case 'bool':
      return number === undefined ? { kind, text, words: 1, dynamic: false } : undefined;
    case 'string':
      if (number !== undefined) return undefined;
      return { kind: 'bytes', size: undefined, isText: true, text, words: 1, dynamic: true };
    default:
      return undefined;
  }
}
