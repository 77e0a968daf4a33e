/** The facts of a message, once its source is proven: what every kind of Solana request has in common. */

import type { Denial } from '../../decision/denial.ts';
import { ok, type Result } from '../../lib/result.ts';
import type { TransactionRequest } from '../../request/request.ts';
import type { SolanaNativeAsset, SolanaTokenAsset } from '../asset.ts';
import type { TransactionFacts } from '../facts.ts';
import type { Knowledge } from '../knowledge.ts';
import { declaredAddresses } from '../match-declared.ts';
import { isSolanaAddress } from './address.ts';
import type { Message } from './message.ts';
import { readFacts } from './read-facts.ts';
import { proveSource } from './signers.ts';

export function factsOfSource(
  request: TransactionRequest,
  message: Message,
  asset: SolanaNativeAsset | SolanaTokenAsset,
  native: SolanaNativeAsset,
  knowledge: Knowledge,
  digests: readonly string[],
): Result<TransactionFacts, Denial> {
  const source = proveSource(request, message, knowledge);
  if (!source.ok) return source;
  const facts = readFacts(message, {
    asset,
    native,
    assets: knowledge.assets,
    tables: knowledge.lookupTables,
    source: source.value.address,
    // Where two are declared that differ, one is wrong and nothing will match; each costs a derivation for every mint.
    recipients: declaredAddresses(request).filter(isSolanaAddress).slice(0, 1),
    digests,
  });
  if (!facts.ok) return facts;
  return ok({ ...facts.value, details: { ...facts.value.details, sourceProof: source.value.proof } });
}
