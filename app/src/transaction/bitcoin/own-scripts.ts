/**
 * Where change may go: locking scripts that are proven to be the source vault account's own, the likely ones first.
 *
 * That an input is signed for does not prove that it is the vault's: whoever writes the request can put in an input of his
 * own, with a signature that he makes himself, and name its key as the place for change. So an input's own key is proof
 * only where all inputs have that key (then nothing but its own value comes back to it), or where the key was derived
 * from the account's extended key. Anything else has to be in the policy document.
 */

import { encodeHex } from '../../lib/hex.ts';
import { derivePublicKey } from './account-key.ts';
import { hash160 } from './hash.ts';
import { type Owner, scriptsOf } from './script.ts';
import type { Vault } from './vault.ts';

/** Every candidate is hashed with all outputs; nobody spreads one payment over more keys than this without a list. */
export const maxOwnKeys = 16;

/** The custodian's permanent address, and the first of the change chain. */
const firstKeys = [
  [0, 0],
  [1, 0],
] as const;

/** Of each input; hidden where the bytes do not show it. */
export type InputOwner = Owner | 'hidden' | undefined;

/** `areKeysDerived`: the keys of the inputs were held against the account's extended key. */
export function ownScripts(
  inputOwners: readonly InputOwner[],
  { scripts, account }: Vault,
  hasWitnesses: boolean,
  areKeysDerived: boolean,
): readonly Uint8Array[] {
  const owners = distinct(inputOwners);
  const alone = owners.length === 1 && inputOwners.every((owner) => typeof owner === 'object');
  const keys = areKeysDerived ? owners.filter(({ kind }) => kind === 'key') : [];
  const derived = account === undefined ? [] : firstKeys.map((place) => keyAt(account, place));
  const proven = [...(alone ? owners : keys).slice(0, maxOwnKeys), ...derived];
  return [...proven.flatMap((owner) => scriptsOf(owner, hasWitnesses)), ...scripts];
}

type Account = NonNullable<Vault['account']>;

function keyAt(account: Account, [change, index]: readonly [number, number]): Owner {
  return { kind: 'key', hash: hash160(derivePublicKey(account, change, index)) };
}

function distinct(inputOwners: readonly InputOwner[]): readonly Owner[] {
  const owners = new Map<string, Owner>();
  for (const owner of inputOwners) {
    if (typeof owner !== 'object') continue;
    owners.set(encodeHex(owner.kind === 'key' ? owner.hash : owner.script), owner);
  }
  return [...owners.values()];
}
