/** EVM: what treasuries send, and the largest calldata that a request may hold. */

import { bob, calldata, evmRequest, type Hex, usdcTransfer } from '../../test/helpers/evm-requests.ts';
import { caseOf, hostile, type MatchingCase } from './case.ts';

/** EIP-1559, `transfer` of USDC. */
export function tokenTransfer(): MatchingCase {
  const body = usdcTransfer(bob, 1_500_000n);
  return caseOf('EIP-1559 transfer of an ERC-20 token', { ofSignature: 0.05 }, body);
}

/** One `multicall` of this many token transfers. */
export function multicall(calls = 100): MatchingCase {
  const transfer = calldata('transfer(address to,uint256 amount)', [bob, 5n]);
  const data = calldata('multicall(bytes[] data)', [Array<Hex>(calls).fill(transfer)]);
  return caseOf(`multicall of ${calls} calls`, { milliseconds: 5 }, evmRequest({ data }));
}

/** The largest transaction that a request may hold, full of words of a list that has to be told one by one. */
export function largestCalldata(): MatchingCase {
  const amounts = Array<bigint>(2_020).fill(1n);
  const data = calldata(
    'safeBatchTransferFrom(address from,address to,uint256[] ids,uint256[] amounts,bytes data)',
    [bob, bob, amounts, amounts, '0x'],
  );
  return caseOf(`calldata of ${(data.length - 2) / 2} bytes`, hostile, evmRequest({ data }));
}
