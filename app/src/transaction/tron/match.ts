/**
 * Proves that a Tron transaction is what the request declares: a transfer of TRX or of a TRC-20 token, or a contract
 * call. The digest is recomputed first (SHA-256 of `raw_data`), then the owner, the times and every declared field are
 * held against the bytes. The declared fee is an estimate of energy that no field of the bytes repeats: the fee limit is a
 * fact for the policy.
 */

import { sha256 } from '@noble/hashes/sha2.js';
import { type Denial, deny } from '../../decision/denial.ts';
import { decodeHex, encodeHex } from '../../lib/hex.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { RawTransaction, TransactionRequest } from '../../request/request.ts';
import type { TronNativeAsset, TronTokenAsset } from '../asset.ts';
import type { TransactionFacts } from '../facts.ts';
import type { Knowledge } from '../knowledge.ts';
import { checkDerivationPath, entryCount, matchDeclaredPayment } from '../match-declared.ts';
import { decodeTron } from './decode.ts';
import { checkLifetime, checkOwner } from './header.ts';
import { matchTronCall } from './match-call.ts';
import { readFacts } from './read-facts.ts';

export function matchTronRequest(
  request: TransactionRequest,
  rawTransactions: readonly RawTransaction[],
  asset: TronNativeAsset | TronTokenAsset,
  native: TronNativeAsset,
  knowledge: Knowledge,
): Result<TransactionFacts, Denial> {
  const { operation } = request;
  if (operation !== 'TRANSFER' && operation !== 'CONTRACT_CALL')
    return err(deny('transaction_operation_unsupported', { found: operation, asset: asset.id }));
  const [raw] = rawTransactions;
  if (raw === undefined || rawTransactions.length !== 1)
    return err(entryCount('rawTx', rawTransactions.length));
  const bytes = decodeHex(raw.bytes);
  if (!bytes.ok) return err(deny('transaction_bytes_malformed', { problem: bytes.error }));
  const digest = encodeHex(sha256(bytes.value));
  const digestDenial = checkDigest(raw.payload, digest);
  if (digestDenial !== undefined) return err(digestDenial);
  const decoded = decodeTron(bytes.value);
  if (!decoded.ok) return decoded;
  const denial =
    checkDerivationPath(request, raw.keyDerivationPath, native.coinTypes) ??
    checkOwner(request, decoded.value, knowledge) ??
    checkLifetime(decoded.value);
  if (denial !== undefined) return err(denial);
  const facts = readFacts(decoded.value, { asset, native, assets: knowledge.assets, digest });
  if (!facts.ok) return facts;
  if (operation === 'TRANSFER') return matchDeclaredPayment(request, facts.value, asset);
  const mismatch = matchTronCall(request, decoded.value.contract, native);
  return mismatch === undefined ? ok(facts.value) : err(mismatch);
}

function checkDigest(payload: string | undefined, digest: string): Denial | undefined {
  if (payload === undefined) return deny('transaction_digest_missing', { found: digest });
  if (payload.toLowerCase() === digest) return undefined;
  return deny('transaction_digest_mismatch', { field: 'payload', declared: payload, found: digest });
}
