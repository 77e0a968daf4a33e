/**
 * Which proof an operation on an EVM chain needs. What is no payment and no call is refused.
 */

import { type Denial, deny } from '../../decision/denial.ts';
import { err, type Result } from '../../lib/result.ts';
import type { RawTransaction, TransactionRequest } from '../../request/request.ts';
import type { Asset, EvmNativeAsset, EvmTokenAsset } from '../asset.ts';
import type { TransactionFacts } from '../facts.ts';
import type { Knowledge } from '../knowledge.ts';
import type { CallScene } from './calldata.ts';
import { readEntry } from './entry.ts';
import { callOperations, matchEvmCall, matchEvmRaw } from './match-call.ts';
import { matchEvmTransfer } from './match-transfer.ts';

export function matchEvmOperation(
  request: TransactionRequest,
  rawTransactions: readonly RawTransaction[],
  asset: EvmNativeAsset | EvmTokenAsset,
  knowledge: Knowledge,
): Result<TransactionFacts, Denial> {
  const { operation } = request;
  const scene = sceneOf(request, asset, knowledge);
  const match = operation === 'TRANSFER' ? matchEvmTransfer : matchEvmCall;
  if (scene === undefined || (operation !== 'TRANSFER' && !callOperations.has(operation))) {
    return err(deny('transaction_operation_unsupported', { found: operation, asset: asset.id }));
  }
  const entry = readEntry(rawTransactions);
  if (!entry.ok) return entry;
  return match(request, entry.value, scene, asset.family === 'evm_token' ? asset : undefined);
}

/** RAW on an EVM asset, where the bytes behind the content came along. */
export function matchEvmRawContents(
  request: TransactionRequest,
  contents: readonly string[],
  rawTransactions: readonly RawTransaction[],
  asset: Asset | undefined,
  knowledge: Knowledge,
): Result<TransactionFacts, Denial> | undefined {
  if (asset?.family !== 'evm_native' && asset?.family !== 'evm_token') return undefined;
  const scene = sceneOf(request, asset, knowledge);
  if (scene === undefined) return undefined;
  const entry = readEntry(rawTransactions);
  return entry.ok ? matchEvmRaw(request, contents, entry.value, scene) : entry;
}

/** Undefined for a token on a chain that the table does not have. */
export function sceneOf(
  { asset: declared }: Pick<TransactionRequest, 'asset'>,
  asset: EvmNativeAsset | EvmTokenAsset,
  { assets, contracts }: Knowledge,
): CallScene | undefined {
  const native = asset.family === 'evm_token' ? assets.get(asset.native) : asset;
  return native?.family === 'evm_native' ? { native, assets, declared, contracts } : undefined;
}
