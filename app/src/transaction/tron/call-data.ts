/**
 * The calls of a TRC-20 token that move value or hand out rights, read from a contract call's data as the Ethereum ABI
 * writes it: four bytes that tell the method, then words of 32 bytes. An address fills its word with zeros; a word that
 * carries more is refused, though the chain would ignore it.
 */

import { encodeHex } from '../../lib/hex.ts';
import type { Argument } from '../facts.ts';
import { spellAccount } from './address.ts';

export type TokenCall =
  | { readonly kind: 'transfer'; readonly to: string; readonly units: bigint; readonly from?: string }
  | { readonly kind: 'allowance'; readonly spender: string; readonly units: bigint };

export interface ReadCall {
  /** 0x and 8 hex digits, fewer where the data is shorter. */
  readonly selector: string;
  readonly method: string;
  readonly args: readonly Argument[];
  readonly call: TokenCall;
}

interface Method {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly read: (args: { readonly addresses: readonly string[]; readonly units: bigint }) => TokenCall;
}

const selectorBytes = 4;
const wordBytes = 32;
const paddingBytes = 12;
const noPadding = Buffer.alloc(paddingBytes);

/** Each ends with an amount; all before it are addresses. */
const methods: ReadonlyMap<string, Method> = new Map([
  ['0xa9059cbb', transfer('transfer(address,uint256)', ['to', 'amount'])],
  ['0x23b872dd', transfer('transferFrom(address,address,uint256)', ['from', 'to', 'amount'])],
  ['0x095ea7b3', allowance('approve(address,uint256)', ['spender', 'amount'])],
  ['0x39509351', allowance('increaseAllowance(address,uint256)', ['spender', 'amount'])],
  ['0xd73dd623', allowance('increaseApproval(address,uint256)', ['spender', 'amount'])],
]);

function transfer(name: string, parameters: readonly string[]): Method {
  return {
    name,
    parameters,
    read: ({ addresses, units }) => {
      const [to = '', from] = [...addresses].reverse();
      return from === undefined ? { kind: 'transfer', to, units } : { kind: 'transfer', to, units, from };
    },
  };
}

function allowance(name: string, parameters: readonly string[]): Method {
  return {
    name,
    parameters,
    read: ({ addresses: [spender = ''], units }) => ({ kind: 'allowance', spender, units }),
  };
}

export function selectorOf(data: Uint8Array): string {
  return `0x${encodeHex(data.subarray(0, selectorBytes))}`;
}

/** Undefined for a method that is not known; `malformed` for data that the method's own words do not fill. */
export function readCall(data: Uint8Array): ReadCall | 'malformed' | undefined {
  const selector = selectorOf(data);
  const method = methods.get(selector);
  if (method === undefined) return undefined;
  const { name, parameters } = method;
  if (data.length !== selectorBytes + parameters.length * wordBytes) return 'malformed';
  const words = parameters.map((_, i) => wordAt(data, i));
  const padded = words.slice(0, -1);
  if (padded.some((word) => !noPadding.equals(word.subarray(0, paddingBytes)))) return 'malformed';
  const addresses = padded.map((word) => spellAccount(word.subarray(paddingBytes)));
  const units = BigInt(`0x${encodeHex(wordAt(data, parameters.length - 1))}`);
  const values = [...addresses, units];
  const args = values.map((value, i) => ({ name: parameters.slice(i, i + 1).join(''), value }));
  return { selector, method: name, args, call: method.read({ addresses, units }) };
}

function wordAt(data: Uint8Array, index: number): Uint8Array {
  const start = selectorBytes + index * wordBytes;
  return data.subarray(start, start + wordBytes);
}
