/**
 * The values of EIP-712 that contain no others: from JSON to 32 bytes, each from few spellings: whole numbers in decimal or
 * hexadecimal text (or as a JSON number that is exact), bytes in hexadecimal with 0x, addresses whose mixed case is right.
 */

import { keccak_256 } from '@noble/hashes/sha3.js';
import { decodeHex, encodeHex } from '../../lib/hex.ts';
import type { JsonValue } from '../../lib/json.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import { type AbiType, parseElementary } from '../evm/abi.ts';
import type { AbiValue } from '../evm/abi-decode.ts';
import { hasValidChecksum, isEvmAddress } from '../evm/address.ts';
import type { Argument } from '../facts.ts';

export interface Atom {
  readonly encoded: Uint8Array;
  readonly value: AbiValue;
  readonly shown: Argument['value'];
}

/** `uint` and `int` without a width are no types here: their text would be hashed as written. */
export function isAtom(type: string): boolean {
  return parseElementary(type)?.text === type;
}

/** `type` is an atom's. The error says what is wrong with the value. */
export function encodeAtom(text: string, value: JsonValue | undefined): Result<Atom, string> {
  const type = parseElementary(text);
  switch (type?.kind) {
    case 'bool':
      if (typeof value !== 'boolean') return err('not_a_boolean');
      return ok({ encoded: word(value ? 1n : 0n), value, shown: value });
    case 'address':
      if (typeof value !== 'string' || !isEvmAddress(value) || !hasValidChecksum(value))
        return err('not_an_address');
      return ok({ encoded: word(BigInt(value)), value: value.toLowerCase(), shown: value.toLowerCase() });
    case 'bytes':
      return encodeBytes(type.size, type.isText, value);
    default: {
      const number = readInteger(value);
      if (number === undefined || !fits(type, number)) return err('not_an_integer');
      return ok({ encoded: word(BigInt.asUintN(256, number)), value: number, shown: number });
    }
  }
}

function encodeBytes(
  size: number | undefined,
  isText: boolean,
  value: JsonValue | undefined,
): Result<Atom, string> {
  if (typeof value !== 'string') return err('not_text');
  if (isText) return ok({ encoded: keccak_256(Buffer.from(value)), value, shown: value });
  const bytes = decodeHex(value.slice(2));
  if (!value.startsWith('0x') || !bytes.ok) return err('not_hex');
  const shown = `0x${encodeHex(bytes.value)}`;
  if (size === undefined) return ok({ encoded: keccak_256(bytes.value), value: bytes.value, shown });
  if (bytes.value.length !== size) return err('length');
  return ok({ encoded: Buffer.concat([bytes.value, new Uint8Array(32 - size)]), value: shown, shown });
}

const integer = /^(?:-?(?:0|[1-9][0-9]{0,77})|0x[0-9a-fA-F]{1,64})$/;

function readInteger(value: JsonValue | undefined): bigint | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  return typeof value === 'string' && integer.test(value) ? BigInt(value) : undefined;
}

function fits(type: AbiType | undefined, number: bigint): boolean {
  if (type?.kind === 'uint') return BigInt.asUintN(type.bits, number) === number;
  return type?.kind === 'int' && BigInt.asIntN(type.bits, number) === number;
}

function word(number: bigint): Uint8Array {
  return Buffer.from(number.toString(16).padStart(64, '0'), 'hex');
}
