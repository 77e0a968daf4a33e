/** The dearest that requests of Bitcoin can be made: each as much of one kind of work as is done before it is refused. */

import { maxVaultAddresses } from '../../src/policy/vaults-section.ts';
import { maxDestinations, maxRawTransactions } from '../../src/request/limits.ts';
import { parseAccountKey } from '../../src/transaction/bitcoin/account-key.ts';
import { maxDerivedPaths } from '../../src/transaction/bitcoin/keys.ts';
import { maxPsbtInputs, maxPsbtOutputs } from '../../src/transaction/bitcoin/match-psbt.ts';
import type { Vault } from '../../src/transaction/bitcoin/vault.ts';
import type { Knowledge } from '../../src/transaction/knowledge.ts';
import {
  accountKeyOf,
  addressOf,
  type Coin,
  entriesOf,
  keyAt,
  requestOf,
} from '../../test/helpers/bitcoin.ts';
import { knowledgeWith } from '../../test/helpers/knowledge.ts';
import { makePsbt, rawRequest } from '../../test/helpers/psbt.ts';
import { caseOf, hostile, type MatchingCase } from './case.ts';

/** Inputs of as many keys below an account key as are derived, or of one for each input. */
export function mostPaths(): MatchingCase {
  return manyPaths(maxDerivedPaths);
}

export function tooManyPaths(): MatchingCase {
  return manyPaths(maxRawTransactions, 'transaction_too_complex');
}

function manyPaths(paths: number, refusal = 'bytes_matched'): MatchingCase {
  const coins = coinsOf(paths);
  const address = addressOf('p2wpkh', keyAt([5]).publicKey);
  const paid = [{ address, value: BigInt(coins.length) * coinUnits - fee }];
  const body = requestOf({ paid, fee }, entriesOf({ coins, outputs: paid }));
  const name = `${coins.length} inputs of ${paths} keys below an account key`;
  return caseOf(name, hostile, body, { refusal, knowledge: knowing() });
}

/** As many keys, and change that could be in 74 places among the most destinations, and is in none. */
export function mostDestinations(): MatchingCase {
  const address = addressOf('p2wsh', keyAt([5]).publicKey);
  const paid = Array.from({ length: maxDestinations }, () => ({ address, value: 1_000n }));
  const body = requestOf({ paid, fee }, entriesOf({ coins: coinsOf(maxDerivedPaths), outputs: paid }));
  const scripts = Array.from({ length: maxVaultAddresses }, (_, i) => Buffer.alloc(22, i));
  const name = `the same with ${maxDestinations} destinations and change in none of 74 places`;
  const knowledge = knowing(scripts);
  return caseOf(name, hostile, body, { refusal: 'transaction_outputs_mismatch', knowledge });
}

/** Each legacy signature hash is over the whole transaction: as many bytes as are hashed, and the most there could be. */
export function mostLegacyInputs(): MatchingCase {
  return legacyPsbt(117, 'transaction_digest_mismatch');
}

export function tooManyLegacyInputs(): MatchingCase {
  return legacyPsbt(maxPsbtInputs, 'transaction_too_complex');
}

function legacyPsbt(inputs: number, refusal: string): MatchingCase {
  const address = addressOf('p2wpkh', keyAt([5]).publicKey);
  const psbt = makePsbt({
    coins: Array.from({ length: inputs }, () => ({ kind: 'p2pkh' as const, value: coinUnits })),
    outputs: Array.from({ length: maxPsbtOutputs }, () => ({ address, value: 100n })),
  });
  const body = rawRequest(psbt.toBase64(), ['00'.repeat(32)]);
  const name = `PSBT of ${inputs} legacy inputs and ${maxPsbtOutputs} outputs`;
  return caseOf(name, hostile, body, { refusal });
}

/** Outputs in the clear, all of one amount, and destinations in the other order. */
export function turnedOutputs(): MatchingCase {
  const paid = Array.from({ length: maxDestinations }, (_, i) => ({
    address: addressOf('p2wpkh', keyAt([5, i]).publicKey),
    value: 1_000n,
  }));
  const coins = [{ kind: 'p2pkh' as const, value: 10_000n, path: [44, 0, 3, 0, 0] }];
  const body = requestOf({ paid, fee }, entriesOf({ coins, outputs: paid.toReversed() }));
  return caseOf(`${maxDestinations} destinations in the other order than the outputs`, hostile, body);
}

const coinUnits = 10_000n;
const fee = 1_000n;

function coinsOf(paths: number): readonly Coin[] {
  return Array.from({ length: maxRawTransactions }, (_, i) => ({
    kind: 'p2wpkh',
    value: coinUnits,
    path: [44, 0, 3, 0, i % paths],
  }));
}

function knowing(scripts: readonly Uint8Array[] = []): Knowledge {
  const account = parseAccountKey(accountKeyOf(0, 3), 0x0488b21e);
  if (!account.ok) throw new Error(account.error);
  const vault: Vault = { scripts, account: account.value };
  return knowledgeWith({ vaults: new Map([['3', new Map([['BTC', vault]])]]) });
}
