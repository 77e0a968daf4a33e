/**
 * RAW on Solana: the content is the message itself, so it can be understood. One message, for Ed25519; everything in it
 * is a fact for the policy, and nothing is declared that it could be held against.
 */

import { type Denial, deny } from '../../decision/denial.ts';
import { err, type Result } from '../../lib/result.ts';
import type { TransactionRequest } from '../../request/request.ts';
import type { SolanaNativeAsset, SolanaTokenAsset } from '../asset.ts';
import type { TransactionFacts } from '../facts.ts';
import type { Knowledge } from '../knowledge.ts';
import { entryCount } from '../match-declared.ts';
import { factsOfSource } from './facts-of-source.ts';
import { readHexMessage } from './read-signed.ts';

const algorithms: ReadonlySet<string> = new Set(['MPC_EDDSA_ED25519']);

/** `algorithm` may be absent: the asset's own is Ed25519. */
export function matchSolanaRaw(
  request: TransactionRequest,
  contents: readonly string[],
  algorithm: string | undefined,
  asset: SolanaNativeAsset | SolanaTokenAsset,
  native: SolanaNativeAsset,
  knowledge: Knowledge,
): Result<TransactionFacts, Denial> {
  const [content] = contents;
  if (content === undefined || contents.length !== 1) return err(entryCount('messages', contents.length));
  if (algorithm !== undefined && !algorithms.has(algorithm))
    return err(deny('transaction_content_unknown', { field: 'algorithm', found: algorithm.slice(0, 40) }));
  const read = readHexMessage(content);
  if (!read.ok) return read;
  return factsOfSource(request, read.value.message, asset, native, knowledge, [read.value.digest]);
}
