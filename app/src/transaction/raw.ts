/**
 * RAW: any content for a signature, the riskiest operation there is. Nothing is signed on somebody's word: every content
 * must be registered in the policy document, or be understood by a decoder.
 */

import { type Denial, deny } from '../decision/denial.ts';
import { err, ok, type Result } from '../lib/result.ts';
import type { TransactionRequest } from '../request/request.ts';
import { matchPsbt } from './bitcoin/match-psbt.ts';
import { matchEvmRawContents } from './evm/match-operation.ts';
import { composeFacts, type TransactionFacts } from './facts.ts';
import type { Knowledge } from './knowledge.ts';
import { readRawMessages } from './raw-messages.ts';
import { solanaCoinOf } from './solana/coin.ts';
import { matchSolanaRaw } from './solana/match-raw.ts';

export function matchRaw(
  request: TransactionRequest,
  knowledge: Knowledge,
): Result<TransactionFacts, Denial> {
  const read = readRawMessages(request);
  if (!read.ok) return read;
  const contents: string[] = [];
  for (const [i, { content }] of read.value.messages.entries()) {
    const problem = contentProblem(content);
    if (problem !== undefined) {
      const field = `extraParameters.rawMessageData.messages[${i}].content`;
      return err(deny('transaction_bytes_malformed', { field, problem }));
    }
    contents.push(String(content).toLowerCase());
  }
  const asset = knowledge.assets.get(request.asset);
  const psbt = request.extraParameters?.['psbt'] ?? undefined;
  if (asset?.family === 'bitcoin' && psbt !== undefined) {
    return matchPsbt(request, psbt, contents, asset, knowledge.vaults);
  }
  const registered = matchRegistered(contents, knowledge);
  if (registered.ok) return registered;
  const solana = solanaCoinOf(request.asset, knowledge.assets);
  const { algorithm } = read.value;
  if (solana !== undefined)
    return matchSolanaRaw(request, contents, algorithm, solana.asset, solana.native, knowledge);
  if (request.rawTransactions === undefined) return registered;
  return matchEvmRawContents(request, contents, request.rawTransactions, asset, knowledge) ?? registered;
}

/** Whole bytes in hex, without prefix. */
const hexBytes = /^(?:[0-9a-fA-F]{2})+$/;

function contentProblem(content: unknown): 'not_hex' | undefined {
  return typeof content === 'string' && hexBytes.test(content) ? undefined : 'not_hex';
}

/** All contents at once: one that nobody has looked at is enough to refuse the request. */
function matchRegistered(
  contents: readonly string[],
  { registeredHashes }: Knowledge,
): Result<TransactionFacts, Denial> {
  const stranger = contents.find((content) => !registeredHashes.has(content));
  if (stranger !== undefined) {
    return err(deny('transaction_content_unknown', { found: stranger.slice(0, shownDigits) }));
  }
  const details = { contents: contents.length };
  return ok(composeFacts({ family: 'hash', digests: contents, acts: ['registered_hash'], details }));
}

const shownDigits = 64;
