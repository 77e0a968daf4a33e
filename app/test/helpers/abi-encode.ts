/** The contract ABI forwards, to judge what the decoder accepts. Written from the specification: heads, then tails. */

import type { AbiParameter, AbiType } from '../../src/transaction/evm/abi.ts';
import type { AbiValue } from '../../src/transaction/evm/abi-decode.ts';

export function encodeAbi(inputs: readonly AbiParameter[], values: readonly AbiValue[]): Buffer {
  return encodeSequence(
    inputs.map(({ type }) => type),
    values,
  );
}

function encodeSequence(types: readonly AbiType[], values: readonly AbiValue[]): Buffer {
  const bodies = types.map((type, i) => encodeValue(type, values[i]));
  let offset = types.reduce((sum, { words }) => sum + 32 * words, 0);
  const heads = types.map((type, i) => {
    const body = bodies[i] ?? Buffer.alloc(0);
    if (!type.dynamic) return body;
    const head = word(BigInt(offset));
    offset += body.length;
    return head;
  });
  return Buffer.concat([...heads, ...bodies.filter((_, i) => types[i]?.dynamic === true)]);
}

function encodeValue(type: AbiType, value: AbiValue | undefined): Buffer {
  switch (type.kind) {
    case 'uint':
    case 'int':
      return word(typeof value === 'bigint' ? value : 0n);
    case 'bool':
      return word(value === true ? 1n : 0n);
    case 'address':
      return word(BigInt(String(value)));
    case 'bytes': {
      const content = value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(textBytes(type, value));
      const padded = Buffer.alloc(Math.ceil(content.length / 32) * 32);
      content.copy(padded);
      return type.size === undefined ? Buffer.concat([word(BigInt(content.length)), padded]) : padded;
    }
    case 'array': {
      const items = listOf(value);
      const body = encodeSequence(Array<AbiType>(items.length).fill(type.item), items);
      return type.length === undefined ? Buffer.concat([word(BigInt(items.length)), body]) : body;
    }
    case 'tuple':
      return encodeSequence(
        type.members.map((member) => member.type),
        listOf(value),
      );
  }
}

function textBytes(type: AbiType, value: AbiValue | undefined): Uint8Array {
  const text = String(value);
  return type.kind === 'bytes' && type.isText ? Buffer.from(text) : Buffer.from(text.slice(2), 'hex');
}

function listOf(value: AbiValue | undefined): readonly AbiValue[] {
  return typeof value === 'object' && !(value instanceof Uint8Array) ? value : [];
}

function word(value: bigint): Buffer {
  return Buffer.from(BigInt.asUintN(256, value).toString(16).padStart(64, '0'), 'hex');
}
