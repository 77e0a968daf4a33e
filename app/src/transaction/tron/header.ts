/**
 * What a Tron transaction says of itself, held against what it can say: whose account it spends, with which of the
 * account's permissions, and how long it lives. Whether it has expired by now is the policy's question, which has a clock.
 */

import { type Denial, deny } from '../../decision/denial.ts';
import type { TransactionRequest } from '../../request/request.ts';
import type { Knowledge } from '../knowledge.ts';
import { isTronAddress } from './address.ts';
import type { TronTransaction } from './decode.ts';

/** The chain takes no transaction that expires later than a day from now. */
const maxLifetimeMilliseconds = 24n * 60n * 60n * 1000n;

/**
 * Where the policy document lists the vault account's addresses, the owner must be one of them. Where it lists none, the
 * derivation path alone ties the key to the source: a transaction of another owner gets a signature that is worth
 * nothing, unless that account has given this key a permission. So only the owner's own permission is accepted.
 */
export function checkOwner(
  { source }: TransactionRequest,
  { contract, permission }: TronTransaction,
  { vaultAddresses }: Knowledge,
): Denial | undefined {
  const field = 'owner_address';
  if (permission !== 0n)
    return deny('transaction_signer_mismatch', {
      field: 'Permission_id',
      declared: 0,
      found: String(permission),
    });
  const own = [...(vaultAddresses.get(source.id) ?? [])].filter(isTronAddress);
  if (own.length === 0 || own.includes(contract.owner)) return undefined;
  const declared = `${source.type} ${source.id}`;
  return deny('transaction_signer_mismatch', { field, declared, found: contract.owner });
}

export function checkLifetime({ expiration, timestamp }: TronTransaction): Denial | undefined {
  const isPossible =
    expiration > timestamp && (timestamp === 0n || expiration - timestamp <= maxLifetimeMilliseconds);
  if (isPossible) return undefined;
  return deny('transaction_expired', { expiration: String(expiration), timestamp: String(timestamp) });
}
