/**
 * What a fuzzer does with the EVM and message decoders: any bytes are taken as a transaction, as RLP, as calldata and as
 * typed data. The laws: our code throws at nothing, ends in time, and what it accepts encodes to the same bytes again.
 */

import { keccak256, serializeTransaction } from 'viem';
import { equalBytes } from '../../src/lib/hex.ts';
import { parseMethod } from '../../src/transaction/evm/abi.ts';
import { decodeAbi } from '../../src/transaction/evm/abi-decode.ts';
import { type CallScene, readCall } from '../../src/transaction/evm/calldata.ts';
import { decodeEvmTransaction } from '../../src/transaction/evm/decode.ts';
import { encodeEvmTransaction } from '../../src/transaction/evm/encode.ts';
import { openFindings } from '../../src/transaction/evm/findings.ts';
import { decodeRlp, encodeRlp } from '../../src/transaction/evm/rlp.ts';
import { readTypedData } from '../../src/transaction/message/typed-data.ts';
import { encodeAbi } from '../helpers/abi-encode.ts';
import { alice, bob, calldata, type Hex, usdc } from '../helpers/evm-requests.ts';
import { builtInKnowledge } from '../helpers/knowledge.ts';
import { readVector } from '../helpers/requests.ts';
import type { FuzzTarget } from './target.ts';

/** Of the processor, so that a busy machine breaks no law. The largest input takes a fifth of it. */
const maxMilliseconds = 250;

const native = builtInKnowledge.assets.get('ETH');
if (native?.family !== 'evm_native') throw new Error('ETH is built in');
const scene: CallScene = { native, declared: 'ETH', ...builtInKnowledge };

/** One of every shape of types, decoded from any bytes. */
const shapes = [
  'f(uint256 a,address b,bool c,bytes4 d,int64 e)',
  'f(bytes a,string b,uint8[] c)',
  'f(bytes[] data)',
  'f(uint256[2][3] a,bytes[2] b,(bool x,bytes y)[] c)',
  'f(((uint256 a,string b) p,int8[] q) r,bytes32[] s)',
].map((text) => {
  const method = parseMethod(text);
  if (!method.ok) throw new Error(method.error);
  return method.value.inputs;
});

function run(bytes: Uint8Array): void {
  const start = process.threadCpuUsage();
  runTransaction(bytes);
  runRlp(bytes);
  runCall(bytes);
  runAbi(bytes);
  readTypedData(Buffer.from(bytes).toString('utf8'));
  const { user, system } = process.threadCpuUsage(start);
  const milliseconds = (user + system) / 1000;
  if (milliseconds > maxMilliseconds) throw new Error(`took ${milliseconds} ms`);
}

function runTransaction(bytes: Uint8Array): void {
  const decoded = decodeEvmTransaction(bytes);
  if (!decoded.ok) return;
  if (!equalBytes(encodeEvmTransaction(decoded.value), bytes)) throw new Error('another transaction');
  runCall(decoded.value.data);
}

function runRlp(bytes: Uint8Array): void {
  const item = decodeRlp(bytes);
  if (item.ok && !equalBytes(encodeRlp(item.value), bytes)) throw new Error('another RLP item');
}

function runCall(data: Uint8Array): void {
  const found = openFindings(scene);
  readCall({ to: bob, data, units: 1n, sender: undefined, delegate: false }, scene, found);
  // What was read without a problem has said what it is.
  if (found.problem() === undefined && found.calls.length === 0) throw new Error('nothing was called');
}

function runAbi(bytes: Uint8Array): void {
  for (const inputs of shapes) {
    const values = decodeAbi(inputs, bytes);
    if (values.ok && !equalBytes(encodeAbi(inputs, values.value), bytes)) throw new Error('other calldata');
  }
}

function bytesOf(text: string): Uint8Array {
  return Buffer.from(text.replace(/^0x/, ''), 'hex');
}

const transfer = calldata('transfer(address to,uint256 amount)', [bob, 5n]);
const many = calldata('multicall(bytes[] data)', [Array<Hex>(10).fill(transfer)]);
const nested = calldata('multicall(bytes[] data)', [[many, transfer]]);
const packed = `0x00${usdc.slice(2)}${'0'.repeat(64)}${'44'.padStart(64, '0')}${transfer.slice(2)}`;
const order = calldata(
  'execTransaction(address to,uint256 value,bytes data,uint8 operation,uint256 safeTxGas,uint256 baseGas,uint256 gasPrice,address gasToken,address refundReceiver,bytes signatures)',
  [usdc, 0n, calldata('multiSend(bytes transactions)', [packed]), 1, 0n, 0n, 0n, bob, bob, '0x'],
);
const permit = calldata(
  'permit(address owner,((address token,uint160 amount,uint48 expiration,uint48 nonce)[] details,address spender,uint256 sigDeadline) permitBatch,bytes signature)',
  [
    alice,
    { details: [{ token: usdc, amount: 1n, expiration: 1, nonce: 1 }], spender: bob, sigDeadline: 1n },
    '0x00',
  ],
);
const common = { chainId: 1, nonce: 1, gas: 50_000n, to: usdc, value: 0n } as const;
const fees = { maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 10n ** 9n } as const;
const accessList = [{ address: bob, storageKeys: [keccak256('0x00')] }] as const;
const authorization = {
  chainId: 1,
  address: bob,
  nonce: 1,
  yParity: 1,
  r: keccak256('0x01'),
  s: keccak256('0x02'),
} as const;
const transactions = [transfer, nested, order, permit].flatMap((data) => [
  serializeTransaction({ ...common, data, type: 'legacy', gasPrice: 10n ** 9n }),
  serializeTransaction({ ...common, data, type: 'eip2930', gasPrice: 10n ** 9n, accessList }),
  serializeTransaction({ ...common, ...fees, data, type: 'eip1559', accessList }),
  serializeTransaction({ ...common, ...fees, data, type: 'eip7702', authorizationList: [authorization] }),
  serializeTransaction({
    ...common,
    ...fees,
    data,
    type: 'eip4844',
    maxFeePerBlobGas: 3n,
    blobVersionedHashes: [`0x01${'ab'.repeat(31)}`],
    sidecars: false,
  }),
]);

/** The published example, without what its digest is to be. */
function typedDataSeed(): Uint8Array {
  const vector: Record<string, unknown> = JSON.parse(readVector('eip712.json'));
  const { digest: _, domainHash: __, ...content } = vector;
  return Buffer.from(JSON.stringify(content));
}

export const evmTarget: FuzzTarget = {
  name: 'evm',
  seeds: [
    ...[...transactions, transfer, nested, order, permit].map(bytesOf),
    // Calldata without its selector, for the shapes.
    ...[many, permit].map((data) => bytesOf(data).subarray(4)),
    typedDataSeed(),
  ],
  run,
};
