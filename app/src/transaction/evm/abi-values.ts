/**
 * Decoded values as those who know the method's types read them, and as facts. A value that is not of the type asked for
 * (the decoder has seen to it that there is none) reads as empty.
 */

import { encodeHex } from '../../lib/hex.ts';
import type { Argument } from '../facts.ts';
import type { AbiParameter, AbiType } from './abi.ts';
import type { AbiValue } from './abi-decode.ts';

/** The values of one method or structure, by position. */
export interface Arguments {
  integer(index: number): bigint;
  text(index: number): string;
  isTrue(index: number): boolean;
  bytes(index: number): Uint8Array;
  items(index: number): readonly AbiValue[];
  /** A structure inside. */
  structure(index: number): Arguments;
}

const none = new Uint8Array();

export function readArguments(value: AbiValue | undefined): Arguments {
  const values = asItems(value);
  return {
    integer: (index) => asInteger(values[index]),
    text: (index) => String(values[index]),
    isTrue: (index) => values[index] === true,
    bytes: (index) => asBytes(values[index]),
    items: (index) => asItems(values[index]),
    structure: (index) => readArguments(values[index]),
  };
}

export function asInteger(value: AbiValue | undefined): bigint {
  return typeof value === 'bigint' ? value : 0n;
}

export function asBytes(value: AbiValue | undefined): Uint8Array {
  return value instanceof Uint8Array ? value : none;
}

export function asItems(value: AbiValue | undefined): readonly AbiValue[] {
  return typeof value === 'object' && !(value instanceof Uint8Array) ? value : [];
}

/** All values that are no structure or list, with their paths: `orders[0].amount`. */
export function flattenArguments(
  parameters: readonly AbiParameter[],
  values: readonly AbiValue[],
): readonly Argument[] {
  const found: Argument[] = [];
  for (const [i, { name, type }] of parameters.entries()) flatten(name, type, values[i], found);
  return found;
}

function flatten(path: string, type: AbiType, value: AbiValue | undefined, found: Argument[]): void {
  if (type.kind === 'array') {
    for (const [i, item] of asItems(value).entries()) flatten(`${path}[${i}]`, type.item, item, found);
  } else if (type.kind === 'tuple') {
    const items = asItems(value);
    for (const [i, { name, type: member }] of type.members.entries()) {
      flatten(`${path}.${name}`, member, items[i], found);
    }
  } else {
    found.push({ name: path, value: asPlain(value) });
  }
}

function asPlain(value: AbiValue | undefined): Argument['value'] {
  if (value instanceof Uint8Array) return `0x${encodeHex(value)}`;
  return typeof value === 'bigint' || typeof value === 'boolean' ? value : String(value);
}
