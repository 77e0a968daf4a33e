/** Bitcoin: a transfer from 50 witness inputs (BIP-143), one signature hash each. */

import { addressOf, entriesOf, keyAt, requestOf } from '../../test/helpers/bitcoin.ts';
import { caseOf, type MatchingCase } from './case.ts';

const inputs = 50;
const path = [44, 0, 3, 0, 0];

export function fiftyInputs(): MatchingCase {
  const address = addressOf('p2wpkh', keyAt([5]).publicKey);
  const change = addressOf('p2wpkh', keyAt(path).publicKey);
  const coins = Array.from({ length: inputs }, () => ({ kind: 'p2wpkh' as const, value: 10_000n, path }));
  const outputs = [
    { address, value: 300_000n },
    { address: change, value: 190_000n },
  ];
  const body = requestOf(
    { paid: [{ address, value: 300_000n }], fee: 10_000n },
    entriesOf({ coins, outputs }),
  );
  return caseOf(`BIP-143, ${inputs} inputs`, { milliseconds: 30 }, body);
}
