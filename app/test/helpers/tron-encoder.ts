/** Protocol Buffers by hand: Tron transactions that no library would build, and what a decoder has read back into bytes. */

import { base58 } from '@scure/base';
import type { TronTransaction } from '../../src/transaction/tron/decode.ts';

export function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return Buffer.from([...bytes, Number(rest)]);
}

export type Field = readonly [number: number, value: bigint | Uint8Array];

/** Fields in the given order, defaults included. */
export function fieldsOf(fields: readonly Field[]): Buffer {
  return Buffer.concat(
    fields.flatMap(([number, value]) =>
      typeof value === 'bigint'
        ? [varint(BigInt(number << 3)), varint(value)]
        : [varint(BigInt((number << 3) | 2)), varint(BigInt(value.length)), value],
    ),
  );
}

function present(fields: readonly Field[]): Buffer {
  return fieldsOf(fields.filter(([, value]) => (typeof value === 'bigint' ? value > 0n : value.length > 0)));
}

function addressBytes(text: string): Uint8Array {
  return base58.decode(text).subarray(0, 21);
}

export function encodeTron({ contract, ...rest }: TronTransaction): Buffer {
  const isTransfer = contract.kind === 'transfer';
  const inner = present([
    [1, addressBytes(contract.owner)],
    [2, addressBytes(isTransfer ? contract.to : contract.contract)],
    [3, contract.units],
    [4, isTransfer ? Buffer.alloc(0) : contract.data],
  ]);
  const name = isTransfer ? 'TransferContract' : 'TriggerSmartContract';
  const any = present([
    [1, Buffer.from(`type.googleapis.com/protocol.${name}`)],
    [2, inner],
  ]);
  const outer = present([
    [1, isTransfer ? 1n : 31n],
    [2, any],
    [5, rest.permission],
  ]);
  return present([
    [1, rest.refBlockBytes],
    [3, rest.refBlockNumber],
    [4, rest.refBlockHash],
    [8, rest.expiration],
    [10, rest.memo],
    [11, outer],
    [14, rest.timestamp],
    [18, rest.feeLimit],
  ]);
}
