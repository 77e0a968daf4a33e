/**
 * Who signs, held against the source (threat: a transaction that spends what another vault account has). The address of a
 * vault account is not derived here: its key never leaves MPC. Two proofs exist. Where the policy document lists the
 * account's addresses, the payer must be one of them. Where it does not, a single signer is enough: MPC signs with the
 * source's key, and a signature of another key is worth nothing. With more signers and no list, nobody can say which
 * of them the source is, so the transaction is refused.
 */

import { type Denial, deny } from '../../decision/denial.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { TransactionRequest } from '../../request/request.ts';
import type { Knowledge } from '../knowledge.ts';
import { isSolanaAddress } from './address.ts';
import type { Message } from './message.ts';

export type SourceProof = 'vault_address' | 'sole_signer';

export interface ProvenSource {
  readonly address: string;
  readonly proof: SourceProof;
}

export function proveSource(
  { source }: TransactionRequest,
  { accounts, requiredSignatures }: Message,
  { vaultAddresses }: Knowledge,
): Result<ProvenSource, Denial> {
  const payer = accounts.slice(0, 1).join('');
  const declared = `${source.type} ${source.id}`;
  const listed = source.type === 'VAULT' ? vaultAddresses.get(source.id) : undefined;
  const own = [...(listed ?? [])].filter(isSolanaAddress);
  if (own.includes(payer)) return ok({ address: payer, proof: 'vault_address' });
  if (own.length > 0)
    return err(deny('transaction_signer_mismatch', { field: 'feePayer', declared, found: payer }));
  if (requiredSignatures === 1) return ok({ address: payer, proof: 'sole_signer' });
  const found = requiredSignatures;
  return err(deny('transaction_signer_mismatch', { field: 'signers', declared: 1, found, source: declared }));
}
