/**
 * Batches: `multicall` of a contract with itself, Multicall3, and the Safe's MultiSend. Each is nothing but the calls
 * inside it.
 */

import { deny } from '../../decision/denial.ts';
import { encodeHex } from '../../lib/hex.ts';
import type { AbiValue } from './abi-decode.ts';
import { type Arguments, asBytes, readArguments } from './abi-values.ts';
import type { Findings } from './findings.ts';
import { type Meaning, type Site, wraps } from './meaning.ts';

/** The calls of a contract with itself: they run as whoever called. */
function toItself(
  items: readonly AbiValue[],
  { to, sender, delegate }: Site,
  found: Findings,
): readonly Site[] {
  found.acts.add('batch');
  return items.map((item) => ({ to, data: asBytes(item), units: 0n, sender, delegate }));
}

/** Calls that the batching contract makes. */
function toOthers(
  items: readonly AbiValue[],
  site: Site,
  found: Findings,
  read: (item: Arguments) => Pick<Site, 'to' | 'data' | 'units'>,
): readonly Site[] {
  found.acts.add('batch');
  const sender = runningAs(site);
  return items.map((item) => ({ ...read(readArguments(item)), sender, delegate: false }));
}

function runningAs({ to, sender, delegate }: Site): string | undefined {
  return delegate ? sender : to;
}

export const batchMethods: readonly Meaning[] = [
  wraps('multicall(bytes[] data)', (args, site, found) => toItself(args.items(0), site, found)),
  wraps('multicall(uint256 deadline,bytes[] data)', (args, site, found) =>
    toItself(args.items(1), site, found),
  ),
  wraps('multicall(bytes32 previousBlockhash,bytes[] data)', (args, site, found) =>
    toItself(args.items(1), site, found),
  ),
  wraps('aggregate((address target,bytes callData)[] calls)', (args, site, found) =>
    toOthers(args.items(0), site, found, (call) => ({ to: call.text(0), data: call.bytes(1), units: 0n })),
  ),
  wraps('tryAggregate(bool requireSuccess,(address target,bytes callData)[] calls)', (args, site, found) =>
    toOthers(args.items(1), site, found, (call) => ({ to: call.text(0), data: call.bytes(1), units: 0n })),
  ),
  wraps('aggregate3((address target,bool allowFailure,bytes callData)[] calls)', (args, site, found) =>
    toOthers(args.items(0), site, found, (call) => ({ to: call.text(0), data: call.bytes(2), units: 0n })),
  ),
  wraps(
    'aggregate3Value((address target,bool allowFailure,uint256 value,bytes callData)[] calls)',
    (args, site, found) =>
      toOthers(args.items(0), site, found, (call) => ({
        to: call.text(0),
        data: call.bytes(3),
        units: call.integer(2),
      })),
  ),
  wraps('multiSend(bytes transactions)', (args, site, found) => {
    found.acts.add('batch');
    return readPacked(args.bytes(0), site, found);
  }),
];

/** Operation, target, value, length: packed, without padding. */
const operationBytes = 1;
const addressBytes = 20;
const wordBytes = 32;
const headBytes = operationBytes + addressBytes + 2 * wordBytes;

function readPacked(bytes: Uint8Array, site: Site, found: Findings): readonly Site[] {
  const calls: Site[] = [];
  const sender = runningAs(site);
  for (let at = 0; at < bytes.length; ) {
    const head = Buffer.from(bytes.subarray(at, at + headBytes));
    const length =
      head.length === headBytes ? integerAt(head, operationBytes + addressBytes + wordBytes) : -1n;
    const operation = head[0];
    const room = BigInt(bytes.length - at - headBytes);
    if (length < 0n || length > room || Number(operation) > 1) {
      found.refuse(deny('transaction_bytes_malformed', { problem: 'multi_send_malformed' }));
      return [];
    }
    const delegate = operation === 1;
    if (delegate) found.acts.add('delegatecall');
    const start = at + headBytes;
    at = start + Number(length);
    calls.push({
      to: `0x${encodeHex(head.subarray(operationBytes, operationBytes + addressBytes))}`,
      data: bytes.subarray(start, at),
      units: delegate ? 0n : integerAt(head, operationBytes + addressBytes),
      sender,
      delegate,
    });
  }
  return calls;
}

function integerAt(head: Buffer, at: number): bigint {
  return BigInt(`0x${encodeHex(head.subarray(at, at + wordBytes))}`);
}
