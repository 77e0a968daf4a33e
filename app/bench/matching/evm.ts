/** What matching the bytes of EVM requests costs: each of these does it once, for a request that is already parsed. */

import type { TransactionRequest } from '../../src/request/request.ts';
import type { Knowledge } from '../../src/transaction/knowledge.ts';
import { matchBytes } from '../../src/transaction/match.ts';
import { bob, calldata, evmRequest, type Hex, usdcTransfer } from '../../test/helpers/evm-requests.ts';
import { builtInKnowledge } from '../../test/helpers/knowledge.ts';
import { mustParseTransaction, type Wire } from '../../test/helpers/requests.ts';

export interface MatchingBench {
  readonly name: string;
  /** Matches once; throws where the request does not match, since then it would measure something else. */
  readonly match: () => void;
}

/** EIP-1559, `transfer` of USDC. */
export function tokenTransfer(): MatchingBench {
  return bench('EIP-1559 transfer of an ERC-20 token', usdcTransfer(bob, 1_500_000n));
}

/** One `multicall` of this many token transfers. */
export function multicall(calls = 100): MatchingBench {
  const transfer = calldata('transfer(address to,uint256 amount)', [bob, 5n]);
  const data = calldata('multicall(bytes[] data)', [Array<Hex>(calls).fill(transfer)]);
  return bench(`multicall of ${calls} calls`, evmRequest({ data }));
}

/** The largest transaction that a request may hold, full of words of a list that has to be told one by one. */
export function largestCalldata(): MatchingBench {
  const amounts = Array<bigint>(2_020).fill(1n);
  const data = calldata(
    'safeBatchTransferFrom(address from,address to,uint256[] ids,uint256[] amounts,bytes data)',
    [bob, bob, amounts, amounts, '0x'],
  );
  return bench(`calldata of ${(data.length - 2) / 2} bytes`, evmRequest({ data }));
}

function bench(name: string, body: Wire, knowledge: Knowledge = builtInKnowledge): MatchingBench {
  const request: TransactionRequest = mustParseTransaction(body);
  return {
    name,
    match: () => {
      const matched = matchBytes(request, knowledge);
      if (!matched.ok || matched.value.kind !== 'bytes_matched') throw new Error(`${name} does not match`);
    },
  };
}
