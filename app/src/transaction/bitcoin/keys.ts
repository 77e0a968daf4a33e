/**
 * Whose inputs these are: every entry is signed by a key of the source vault account, one path is one key, and where the
 * policy document has the account's extended key, the key is that of the path. Without it the path is the co-signer's
 * word, as everywhere.
 */

import { type Denial, deny } from '../../decision/denial.ts';
import { encodeHex } from '../../lib/hex.ts';
import type { DerivationPath, RawTransaction, TransactionRequest } from '../../request/request.ts';
import { type AccountKey, derivePublicKey } from './account-key.ts';
import { hash160 } from './hash.ts';
import type { Preimage } from './preimage.ts';

/** BIP-44: the first element of every derivation path. */
const bip44Purpose = 44;
/** Receiving and change addresses. */
const maxChain = 1;

/**
 * Each path below an account key costs a multiplication on the curve, 0.4 to 1.5 milliseconds, and a request may have 300
 * inputs. Whoever gathers coins from more addresses than this does it in several transactions.
 */
export const maxDerivedPaths = 50;

export type SignedBy = Pick<TransactionRequest, 'source'>;

export function isPathOf({ source }: SignedBy, path: DerivationPath, coinTypes: readonly number[]): boolean {
  const [purpose, coinType, account, chain] = path;
  if (source.type !== 'VAULT' || String(account) !== source.id) return false;
  return purpose === bip44Purpose && coinTypes.includes(coinType) && chain <= maxChain;
}

/** `preimages`: what the bytes of each raw transaction say, in the same order. */
export function checkKeys(
  request: SignedBy,
  rawTransactions: readonly RawTransaction[],
  preimages: readonly Preimage[],
  coinTypes: readonly number[],
  account: AccountKey | undefined,
): Denial | undefined {
  const keyOfPath = new Map<string, string>();
  const pathOfKey = new Map<string, string>();
  for (const [i, { keyDerivationPath: path }] of rawTransactions.entries()) {
    const field = `rawTx[${i}].keyDerivationPath`;
    if (path === undefined || !isPathOf(request, path, coinTypes)) {
      return notThisVault(request, field, path, coinTypes);
    }
    const key = keyHashOf(preimages[i]?.owner);
    if (key === undefined) continue;
    const text = path.join('/');
    if (account !== undefined && !keyOfPath.has(text) && keyOfPath.size === maxDerivedPaths) {
      return deny('transaction_too_complex', { field, problem: 'derived_paths', limit: maxDerivedPaths });
    }
    const known = keyOfPath.get(text) ?? expectedKey(account, path) ?? key;
    if (known !== key) return deny('transaction_inputs_mismatch', { field, declared: known, found: key });
    keyOfPath.set(text, key);
    const other = pathOfKey.get(key) ?? text;
    if (other !== text) return deny('transaction_inputs_mismatch', { field, declared: other, found: text });
    pathOfKey.set(key, text);
  }
  return undefined;
}

function notThisVault(
  { source }: SignedBy,
  field: string,
  path: DerivationPath | undefined,
  coinTypes: readonly number[],
): Denial {
  const declared = `${source.type} ${source.id}: ${bip44Purpose}/${coinTypes.join(' or ')}/${source.id}`;
  const found = path === undefined ? 'none' : path.join('/');
  return deny('transaction_derivation_path_mismatch', { field, declared, found });
}

function keyHashOf(owner: Preimage['owner']): string | undefined {
  return typeof owner === 'object' && owner.kind === 'key' ? encodeHex(owner.hash) : undefined;
}

function expectedKey(account: AccountKey | undefined, path: DerivationPath): string | undefined {
  return account && encodeHex(hash160(derivePublicKey(account, path[3], path[4])));
}
