/**
 * What is known about the bytes behind a request: the only maker of `Evidence`. It either proves the bytes, or says
 * by name why there are none to judge, or refuses. Which evidence is enough is the policy's question, not this file's.
 */

import { type Denial, deny } from '../decision/denial.ts';
import { err, ok, type Result } from '../lib/result.ts';
import { seal } from '../lib/sealed.ts';
import type { Operation, RawTransaction, Request, TransactionRequest } from '../request/request.ts';
import type { TronNativeAsset, TronTokenAsset } from './asset.ts';
import { matchBitcoinTransfer } from './bitcoin/match-transfer.ts';
import type { Evidence, EvidenceFields, NoBytes } from './evidence.ts';
import { matchEvmOperation } from './evm/match-operation.ts';
import type { TransactionFacts } from './facts.ts';
import type { Knowledge } from './knowledge.ts';
import { matchTypedMessage } from './message/match-message.ts';
import { matchRaw } from './raw.ts';
import { solanaCoinOf } from './solana/coin.ts';
import { matchSolanaProgramCall } from './solana/match-program-call.ts';
import { matchSolanaTransfer } from './solana/match-transfer.ts';
import { tronCoinOf } from './tron/coin.ts';
import { matchTronRequest } from './tron/match.ts';

/** Matches what will be signed against the request's fields. `knowledge` is what the policy document pins. */
export function matchBytes(request: Request, knowledge: Knowledge): Result<Evidence, Denial> {
  if (request.kind === 'configuration_change') return evidence({ kind: 'not_a_transaction', request });
  if (request.stage === 'approval') return noBytes(request, 'approval_stage');
  const read = readBytes(request, knowledge);
  if (!read.ok) return read;
  if (typeof read.value !== 'string') return evidence({ kind: 'bytes_matched', request, facts: read.value });
  const refusal = contentWithoutBytes(request, read.value);
  return refusal === undefined ? noBytes(request, read.value) : err(refusal);
}

type Unread = Exclude<NoBytes['why'], 'approval_stage'>;

function readBytes(
  request: TransactionRequest,
  knowledge: Knowledge,
): Result<TransactionFacts | Unread, Denial> {
  switch (request.operation) {
    case 'RAW':
      return matchRaw(request, knowledge);
    case 'TYPED_MESSAGE':
      return matchTypedMessage(request, knowledge) ?? ok('no_decoder');
    case 'PROGRAM_CALL':
      return matchProgramCall(request, knowledge);
    default:
      if (request.rawTransactions === undefined) return ok('not_sent');
      return matchRawTransactions(request, request.rawTransactions, knowledge);
  }
}

function matchProgramCall(
  request: TransactionRequest,
  knowledge: Knowledge,
): Result<TransactionFacts | Unread, Denial> {
  const solana = solanaCoinOf(request.asset, knowledge.assets);
  if (solana !== undefined) return matchSolanaProgramCall(request, solana.asset, solana.native, knowledge);
  return ok(request.rawTransactions === undefined ? 'not_sent' : 'no_decoder');
}

function matchRawTransactions(
  request: TransactionRequest,
  rawTransactions: readonly RawTransaction[],
  knowledge: Knowledge,
): Result<TransactionFacts | Unread, Denial> {
  const asset = knowledge.assets.get(request.asset);
  switch (asset?.family) {
    case 'evm_native':
    case 'evm_token':
      return matchEvmOperation(request, rawTransactions, asset, knowledge);
    case 'bitcoin':
      return matchBitcoinTransfer(request, rawTransactions, asset, knowledge.vaults);
    case 'solana_native':
    case 'solana_token':
      return matchSolana(request, rawTransactions, knowledge);
    case 'tron_native':
    case 'tron_token':
      return matchTron(request, rawTransactions, asset, knowledge);
    case 'undecoded':
    case undefined:
      return ok('no_decoder');
  }
}

/** A token whose coin is none of the chain's has no decoder. */
function matchSolana(
  request: TransactionRequest,
  rawTransactions: readonly RawTransaction[],
  knowledge: Knowledge,
): Result<TransactionFacts | Unread, Denial> {
  const coin = solanaCoinOf(request.asset, knowledge.assets);
  if (coin === undefined) return ok('no_decoder');
  return matchSolanaTransfer(request, rawTransactions, coin.asset, coin.native, knowledge);
}

function matchTron(
  request: TransactionRequest,
  rawTransactions: readonly RawTransaction[],
  asset: TronNativeAsset | TronTokenAsset,
  knowledge: Knowledge,
): Result<TransactionFacts | Unread, Denial> {
  const coin = tronCoinOf(asset, knowledge.assets);
  if (coin === undefined) return ok('no_decoder');
  return matchTronRequest(request, rawTransactions, asset, coin, knowledge);
}

/**
 * What these sign is written by the initiator, or hands rights to somebody; the fields beside it prove nothing. Where no
 * decoder has read the content itself they are refused, whatever the asset and whatever a policy permits.
 */
const contentOperations: ReadonlySet<Operation> = new Set([
  'RAW',
  'TYPED_MESSAGE',
  'CONTRACT_CALL',
  'PROGRAM_CALL',
  'APPROVE',
]);

function contentWithoutBytes({ operation, asset }: TransactionRequest, why: Unread): Denial | undefined {
  if (!contentOperations.has(operation)) return undefined;
  return why === 'not_sent'
    ? deny('transaction_bytes_missing', { field: 'rawTx', operation, asset })
    : deny('transaction_operation_unsupported', { found: operation, asset });
}

function noBytes(request: Request, why: NoBytes['why']): Result<Evidence, never> {
  return evidence({ kind: 'no_bytes', request, why });
}

function evidence(fields: EvidenceFields): Result<Evidence, never> {
  return ok(seal<'Evidence', EvidenceFields>(fields));
}
