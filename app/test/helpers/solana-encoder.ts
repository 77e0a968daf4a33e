/** Solana messages byte by byte: what a decoder has read back into bytes, and messages that no library would build. */

import { base58 } from '@scure/base';
import type { Message } from '../../src/transaction/solana/message.ts';

function compactU16(value: number): Buffer {
  if (value < 0x80) return Buffer.of(value);
  if (value < 0x4000) return Buffer.of((value & 0x7f) | 0x80, value >> 7);
  return Buffer.of((value & 0x7f) | 0x80, ((value >> 7) & 0x7f) | 0x80, value >> 14);
}

function list(items: readonly Uint8Array[]): Buffer {
  return Buffer.concat([compactU16(items.length), ...items]);
}

function counted(bytes: Uint8Array | readonly number[]): Buffer {
  return Buffer.concat([compactU16(bytes.length), Buffer.from(bytes)]);
}

export function encodeMessage(message: Message): Buffer {
  const { version, requiredSignatures, readonlySigned, readonlyUnsigned } = message;
  const instructions = message.instructions.map(({ program, accounts, data }) =>
    Buffer.concat([Buffer.of(program), counted(accounts), counted(data)]),
  );
  const lookups = message.lookups.map(({ table, writable, readonly }) =>
    Buffer.concat([base58.decode(table), counted(writable), counted(readonly)]),
  );
  return Buffer.concat([
    version === 0 ? Buffer.of(0x80) : Buffer.alloc(0),
    Buffer.of(requiredSignatures, readonlySigned, readonlyUnsigned),
    list(message.accounts.map((address) => base58.decode(address))),
    base58.decode(message.blockhash),
    list(instructions),
    version === 0 ? list(lookups) : Buffer.alloc(0),
  ]);
}

/** The sections of a message, each as bytes that may say anything. */
export interface MessageParts {
  readonly version: Buffer;
  readonly header: Buffer;
  readonly accounts: Buffer;
  readonly blockhash: Buffer;
  readonly instructions: Buffer;
  readonly lookups: Buffer;
}

/** A message of version 0 with three accounts and no instruction, some sections replaced. */
export function rawMessage(changes: Partial<MessageParts>): Buffer {
  const parts: MessageParts = {
    version: Buffer.of(0x80),
    header: Buffer.of(1, 0, 1),
    accounts: list([1, 2, 3].map((byte) => Buffer.alloc(32, byte))),
    blockhash: Buffer.alloc(32, 4),
    instructions: Buffer.of(0),
    lookups: Buffer.of(0),
    ...changes,
  };
  const { version, header, accounts, blockhash, instructions, lookups } = parts;
  return Buffer.concat([version, header, accounts, blockhash, instructions, lookups]);
}
