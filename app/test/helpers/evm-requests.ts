/** Requests about EVM transactions that viem builds, as an honest co-signer would describe them. */

import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { Interface } from 'ethers';
import { formatUnits, keccak256, serializeTransaction } from 'viem';
import type { Denial } from '../../src/decision/denial.ts';
import type { TransactionFacts } from '../../src/transaction/facts.ts';
import type { Knowledge } from '../../src/transaction/knowledge.ts';
import { matchBytes } from '../../src/transaction/match.ts';
import { builtInKnowledge } from './knowledge.ts';
import { mustParseTransaction, sampleSigner, type Wire } from './requests.ts';

export type Hex = `0x${string}`;

export const usdc: Hex = '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48';
export const weth: Hex = '0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2';
export const alice: Hex = '0x1111111111111111111111111111111111111111';
export const bob: Hex = '0x2222222222222222222222222222222222222222';
export const carol: Hex = '0x3333333333333333333333333333333333333333';
export const maxUint = 2n ** 256n - 1n;

export function hex(text: string): Hex {
  return `0x${text.replace(/^0x/, '')}`;
}

/** Calldata from a method in words and its arguments. */
export function calldata(method: string, args: readonly unknown[] = []): Hex {
  const face = new Interface([`function ${method}`]);
  return hex(face.encodeFunctionData(method.slice(0, method.indexOf('(')), args));
}

export interface EvmRequest {
  readonly operation?: string;
  readonly asset?: string;
  /** What the bytes say. */
  readonly to?: Hex | null;
  readonly value?: bigint;
  readonly data?: Hex;
  readonly chainId?: number;
  readonly gasPrice?: bigint;
  readonly nonce?: number;
  readonly vault?: number;
  /** What is declared, where that is not what the bytes say. */
  readonly destination?: string | undefined;
  readonly units?: bigint;
  readonly decimals?: number;
  readonly more?: Wire;
}

const gas = 100_000n;

export function evmRequest(request: EvmRequest): Wire {
  const {
    to = bob,
    value = 0n,
    data = '0x',
    chainId = 1,
    gasPrice = 10n ** 9n,
    nonce = 1,
    vault = 0,
  } = request;
  const fees = { maxFeePerGas: gasPrice, maxPriorityFeePerGas: gasPrice / 2n };
  const bytes = serializeTransaction({ type: 'eip1559', chainId, nonce, gas, to, value, data, ...fees });
  const destination = 'destination' in request ? request.destination : (to ?? undefined);
  const amount = formatUnits(request.units ?? value, request.decimals ?? 18);
  return {
    requestId: 'r',
    txId: 't',
    signerId: sampleSigner,
    operation: request.operation ?? 'CONTRACT_CALL',
    sourceType: 'VAULT',
    sourceId: String(vault),
    destType: 'ONE_TIME_ADDRESS',
    destId: '',
    asset: request.asset ?? 'ETH',
    amountStr: amount,
    fee: formatUnits(gas * gasPrice, 18),
    destAddress: destination,
    destinations: [
      { dstType: 'ONE_TIME_ADDRESS', dstId: '', amountNativeStr: amount, dstAddress: destination },
    ],
    rawTx: [
      { rawTx: bytes.slice(2), payload: keccak256(bytes).slice(2), keyDerivationPath: [44, 60, vault, 0, 0] },
    ],
    ...request.more,
  };
}

/** A TRANSFER of USDC. */
export function usdcTransfer(to: Hex, units: bigint, changes: EvmRequest = {}): Wire {
  return evmRequest({
    operation: 'TRANSFER',
    asset: 'USDC',
    to: usdc,
    data: calldata('transfer(address to,uint256 amount)', [to, units]),
    destination: to,
    units,
    decimals: 6,
    ...changes,
  });
}

export function mustMatch(body: Wire, knowledge: Knowledge = builtInKnowledge): TransactionFacts {
  const matched = matchBytes(mustParseTransaction(body), knowledge);
  assert.ok(matched.ok, inspect(matched));
  assert.equal(matched.value.kind, 'bytes_matched');
  return matched.value.facts;
}

export function mustRefuse(body: Wire, knowledge: Knowledge = builtInKnowledge): Denial {
  const matched = matchBytes(mustParseTransaction(body), knowledge);
  assert.ok(!matched.ok, inspect(matched));
  return matched.error;
}
