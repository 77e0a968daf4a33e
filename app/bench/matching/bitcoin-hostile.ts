/** The dearest that requests of Bitcoin can be made: each as much of one kind of work as is done before it is refused. */

import type { Vault } from '../../src/transaction/bitcoin/vault.ts';
import { parseAccountKey } from '../../src/transaction/bitcoin/account-key.ts';
import type { Knowledge } from '../../src/transaction/knowledge.ts';
import { maxVaultAddresses } from '../../src/policy/vaults-section.ts';
import { maxDestinations, maxRawTransactions } from '../../src/request/limits.ts';
import { accountKeyOf, addressOf, type CoinKind, entriesOf, keyAt, requestOf } from '../../test/helpers/bitcoin.ts';
import { knowledgeWith } from '../../test/helpers/knowledge.ts';
import { makePsbt, rawRequest } from '../../test/helpers/psbt.ts';
import { caseOf, hostile, type MatchingCase } from './case.ts';

/** Inputs of as many keys below an account key. */
export function manyPaths(paths = maxRawTransactions, refusal?: string): MatchingCase {
  const coins = coinsOf(maxRawTransactions, paths);
  const address = addressOf('p2wpkh', keyAt([5]).publicKey);
  const value = 10_000n * BigInt(maxRawTransactions) - 1_000n;
  const body = requestOf(
    { paid: [{ address, value }], fee: 1_000n },
    entriesOf({ coins, outputs: [{ address, value }] }),
  );
  return caseOf(`${maxRawTransactions} inputs of ${paths} keys below an account key`, hostile, body, {
    ...(refusal !== undefined && { refusal }),
    knowledge: knowing(),
  });
}

/** Change that could be anywhere, and is nowhere. */
export function manyDestinations(refusal: string, kind: CoinKind = 'p2wsh'): MatchingCase {
  const address = addressOf(kind, keyAt([5]).publicKey);
  const paid = Array.from({ length: maxDestinations }, () => ({ address, value: 1_000n }));
  const coins = coinsOf(200, 16);
  const body = requestOf({ paid, fee: 1_000n }, entriesOf({ coins, outputs: paid }));
  const scripts = Array.from({ length: maxVaultAddresses }, (_, i) => Buffer.alloc(22, i));
  const name = `${maxDestinations} destinations, change in none of 74 places`;
  return caseOf(name, hostile, body, { refusal, knowledge: knowing(scripts) });
}

/** Each legacy signature hash is over the whole transaction. */
export function largePsbt(inputs: number, outputs: number, refusal: string): MatchingCase {
  const address = addressOf('p2wsh', keyAt([5]).publicKey);
  const psbt = makePsbt({
    coins: Array.from({ length: inputs }, () => ({ kind: 'p2pkh' as const, value: 10_000n })),
    outputs: Array.from({ length: outputs }, () => ({ address, value: 1_000n })),
  });
  const body = rawRequest(psbt.toBase64(), ['00'.repeat(32)]);
  return caseOf(`PSBT of ${inputs} legacy inputs and ${outputs} outputs`, hostile, body, { refusal });
}

function coinsOf(count: number, paths: number) {
  return Array.from({ length: count }, (_, i) => ({
    kind: 'p2wpkh' as const,
    value: 10_000n,
    path: [44, 0, 3, 0, i % paths],
  }));
}

function knowing(scripts: readonly Uint8Array[] = []): Knowledge {
  const account = parseAccountKey(accountKeyOf(0, 3), 0x0488b21e);
  if (!account.ok) throw new Error(account.error);
  const vault: Vault = { scripts, account: account.value };
  return knowledgeWith({ vaults: new Map([['3', new Map([['BTC', vault]])]]) });
}

/** Outputs in the clear, all of one amount, and destinations in the other order. */
export function turnedOutputs(): MatchingCase {
  const paid = Array.from({ length: maxDestinations }, (_, i) => ({
    address: addressOf('p2wpkh', keyAt([5, i]).publicKey),
    value: 1_000n,
  }));
  const coins = [{ kind: 'p2pkh' as const, value: 10_000n, path: [44, 0, 3, 0, 0] }];
  const body = requestOf({ paid, fee: 1_000n }, entriesOf({ coins, outputs: paid.toReversed() }));
  return caseOf(`${maxDestinations} destinations in the other order than the outputs`, hostile, body);
}
