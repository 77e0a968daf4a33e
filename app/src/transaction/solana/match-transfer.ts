/**
 * Proves that the message of a SOL or token transfer pays what the request declares, and to whom: one payment in the
 * declared asset, its recipient (for a token, the owner of the token account), its amount, and a fee that is no higher
 * than the declared one. What else the message does is left to the policy, by name.
 */

import { type Denial, deny } from '../../decision/denial.ts';
import { formatDecimal, fromBaseUnits, toBaseUnits } from '../../lib/decimal.ts';
import { err, type Result } from '../../lib/result.ts';
import type { RawTransaction, TransactionRequest } from '../../request/request.ts';
import type { SolanaNativeAsset, SolanaTokenAsset } from '../asset.ts';
import type { TransactionFacts } from '../facts.ts';
import type { Knowledge } from '../knowledge.ts';
import { matchDeclaredPayment } from '../match-declared.ts';
import { factsOfSource } from './facts-of-source.ts';
import { readSigned } from './read-signed.ts';

export function matchSolanaTransfer(
  request: TransactionRequest,
  rawTransactions: readonly RawTransaction[],
  asset: SolanaNativeAsset | SolanaTokenAsset,
  native: SolanaNativeAsset,
  knowledge: Knowledge,
): Result<TransactionFacts, Denial> {
  if (request.operation !== 'TRANSFER')
    return err(deny('transaction_operation_unsupported', { found: request.operation, asset: asset.id }));
  const read = readSigned(request, rawTransactions, native);
  if (!read.ok) return read;
  const { message, digest } = read.value;
  const facts = factsOfSource(request, message, asset, native, knowledge, [digest]);
  if (!facts.ok) return facts;
  const matched = matchDeclaredPayment(request, facts.value, asset);
  if (!matched.ok) return matched;
  const denial = checkFee(request, facts.value, native);
  return denial === undefined ? matched : err(denial);
}

/** The declared fee is an estimate of which nothing is documented for Solana: it has to cover what the bytes can cost. */
function checkFee(
  { fee }: TransactionRequest,
  { fee: most }: TransactionFacts,
  { decimals }: SolanaNativeAsset,
): Denial | undefined {
  if (fee === undefined || most === undefined) return deny('transaction_fee_missing');
  const declared = toBaseUnits(fee, decimals);
  if (declared.ok && declared.value >= most.units) return undefined;
  const found = formatDecimal(fromBaseUnits(most.units, decimals));
  return deny('transaction_fee_mismatch', { field: 'fee', declared: formatDecimal(fee), found });
}
