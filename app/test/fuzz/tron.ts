/** Tron: `raw_data`, and the facts of whatever is understood. */

import { sha256 } from '@noble/hashes/sha2.js';
import { encodeHex } from '../../src/lib/hex.ts';
import { matchBytes } from '../../src/transaction/match.ts';
import { decodeTron, type TronContract } from '../../src/transaction/tron/decode.ts';
import { knowledgeWith } from '../helpers/knowledge.ts';
import { mustParseTransaction } from '../helpers/requests.ts';
import { encodeTron } from '../helpers/tron-encoder.ts';
import type { FuzzTarget } from './target.ts';

const owner = 'TBXSw8fM4jpQkGc6zZjsVABFpVN7UvXPdV';
const payee = 'TD5gsCwxykWsLN9aPrq2TAfNjByuZKYp4E';
const usdt = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';

function seed(contract: TronContract, memo = ''): Buffer {
  return encodeTron({
    refBlockBytes: Buffer.of(0xa1, 0xb2),
    refBlockNumber: 0n,
    refBlockHash: Buffer.alloc(8, 3),
    expiration: 1_795_003_260_000n,
    timestamp: 1_795_003_200_000n,
    feeLimit: contract.kind === 'trigger' ? 30_000_000n : 0n,
    memo: Buffer.from(memo),
    permission: 0n,
    contract,
  });
}

const words = `${'00'.repeat(12)}${'22'.repeat(20)}${'00'.repeat(31)}05`;
const call = (selector: string): TronContract => ({
  kind: 'trigger',
  owner,
  contract: usdt,
  units: 0n,
  data: Buffer.from(`${selector}${words}`, 'hex'),
});

const knowledge = knowledgeWith();

/** A contract call whose bytes are replaced; everything else is always the same, so it is parsed once. */
const request = mustParseTransaction({
  requestId: 'r',
  txId: 'r',
  signerId: 's',
  operation: 'CONTRACT_CALL',
  sourceType: 'VAULT',
  sourceId: '7',
  destType: 'ONE_TIME_ADDRESS',
  destId: '',
  asset: 'TRX',
  amountStr: '0',
  fee: '0',
});

export const tronTarget: FuzzTarget = {
  name: 'tron',
  seeds: [
    seed({ kind: 'transfer', owner, to: payee, units: 5n }),
    seed({ kind: 'transfer', owner, to: payee, units: 5n }, 'rent'),
    seed(call('a9059cbb')),
    seed(call('095ea7b3')),
  ],
  run(input) {
    const decoded = decodeTron(input);
    if (decoded.ok && !encodeTron(decoded.value).equals(input)) throw new Error('a second encoding');
    const payload = encodeHex(sha256(input));
    const raw = { bytes: encodeHex(input), payload, keyDerivationPath: [44, 195, 7, 0, 0] } as const;
    const matched = matchBytes({ ...request, rawTransactions: [raw] }, knowledge);
    if (!matched.ok) return;
    if (!decoded.ok || matched.value.kind !== 'bytes_matched')
      throw new Error('evidence of bytes that nobody read');
    const { facts } = matched.value;
    if (facts.digests[0] !== payload) throw new Error('another digest');
    const unknown = facts.calls.some(({ method }) => method === undefined);
    if (unknown !== facts.acts.includes('unknown_call')) throw new Error('an unknown call without its act');
  },
};
