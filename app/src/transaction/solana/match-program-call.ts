/**
 * PROGRAM_CALL: the initiator's own transaction, in `extraParameters.programCallData` (protocol section 3.4). Every
 * instruction becomes a fact for the policy; the decoded instructions that the payload may carry beside it are nobody's
 * proof and not read. Where raw transactions come too, what they say is what is signed, and both must be the same message.
 */

import { type Denial, deny } from '../../decision/denial.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { TransactionRequest } from '../../request/request.ts';
import type { SolanaNativeAsset, SolanaTokenAsset } from '../asset.ts';
import { composeFacts, type TransactionFacts } from '../facts.ts';
import type { Knowledge } from '../knowledge.ts';
import { factsOfSource } from './facts-of-source.ts';
import type { Message } from './message.ts';
import { digestOf, malformed, readSigned } from './read-signed.ts';
import { decodeWire } from './wire.ts';

export function matchSolanaProgramCall(
  request: TransactionRequest,
  asset: SolanaNativeAsset | SolanaTokenAsset,
  native: SolanaNativeAsset,
  knowledge: Knowledge,
): Result<TransactionFacts, Denial> {
  const called = readCallData(request);
  if (!called.ok) return called;
  const { message, digest } = called.value;
  const { rawTransactions } = request;
  if (rawTransactions !== undefined) {
    const signed = readSigned(request, rawTransactions, native);
    if (!signed.ok) return signed;
    if (signed.value.digest !== digest) {
      const detail = { field: 'rawTx', declared: digest, found: signed.value.digest };
      return err(deny('transaction_message_mismatch', detail));
    }
    return factsOfSource(request, message, asset, native, knowledge, [digest]);
  }
  if (staysAsItIs(request)) return factsOfSource(request, message, asset, native, knowledge, [digest]);
  const facts = factsOfSource(request, message, asset, native, knowledge, []);
  return facts.ok
    ? ok(composeFacts({ ...facts.value, acts: [...facts.value.acts, 'durable_nonce'] }))
    : facts;
}

/**
 * The vendor may put a durable nonce around the transaction unless it is told not to. What is signed then does not
 * expire, and its digest cannot be known before.
 */
function staysAsItIs({ extraParameters }: TransactionRequest): boolean {
  return extraParameters?.['useDurableNonce'] === false;
}

function readCallData({
  extraParameters,
}: TransactionRequest): Result<{ readonly message: Message; readonly digest: string }, Denial> {
  const field = 'extraParameters.programCallData';
  const data = extraParameters?.['programCallData'];
  if (data === undefined || data === null) return err(deny('transaction_bytes_missing', { field }));
  if (typeof data !== 'string')
    return err(deny('transaction_bytes_malformed', { field, problem: 'not_text' }));
  const wire = decodeWire(data);
  if (!wire.ok) return err(malformed(wire.error));
  return ok({ message: wire.value.message, digest: digestOf(wire.value.bytes) });
}
