/** A transfer from 50 witness inputs (BIP-143), one signature hash each, as the matching benchmark asks for it. */

import { matchBytes } from '../../src/transaction/match.ts';
import { addressOf, entriesOf, keyAt, requestOf } from '../../test/helpers/bitcoin.ts';
import { builtInKnowledge } from '../../test/helpers/knowledge.ts';
import { mustParseTransaction } from '../../test/helpers/requests.ts';

const inputs = 50;
const path = [44, 0, 3, 0, 0];
const address = addressOf('p2wpkh', keyAt([5]).publicKey);
const change = addressOf('p2wpkh', keyAt(path).publicKey);
const coins = Array.from({ length: inputs }, () => ({ kind: 'p2wpkh' as const, value: 10_000n, path }));
const outputs = [
  { address, value: 300_000n },
  { address: change, value: 190_000n },
];
const request = mustParseTransaction(
  requestOf({ paid: [{ address, value: 300_000n }], fee: 10_000n }, entriesOf({ coins, outputs })),
);

export const name = `BIP-143, ${inputs} inputs`;

/** Matches the request once. */
export function run(): void {
  const matched = matchBytes(request, builtInKnowledge);
  if (!matched.ok) throw new Error(`not matched: ${matched.error.reason}`);
}
