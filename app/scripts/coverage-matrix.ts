/**
 * The table of docs/coverage.md: for every operation and chain family, what the dispatcher does with bytes. Asked of the
 * code itself, with bytes that are nothing: whoever reads them says that they are malformed, whoever does not says so.
 */

import { parseDecimal } from '../src/lib/decimal.ts';
import { type Operation, operations, type TransactionRequest } from '../src/request/request.ts';
import { builtInAssets } from '../src/transaction/assets/built-in.ts';
import type { Knowledge } from '../src/transaction/knowledge.ts';
import { matchBytes } from '../src/transaction/match.ts';

/** One asset stands for its family. */
const families = [
  ['EVM coin', 'ETH'],
  ['EVM token', 'USDC'],
  ['Bitcoin and kin', 'BTC'],
  ['SOL', 'SOL'],
  ['SPL token', 'SOL_USDC_PTHX'],
  ['TRX', 'TRX'],
  ['TRC-20 token', 'TRX_USDT_S2UZ'],
  ['all others', 'XRP'],
] as const;

const knowledge: Knowledge = {
  assets: builtInAssets,
  registeredHashes: new Set(),
  vaults: new Map(),
  contracts: new Map(),
  lookupTables: new Map(),
  vaultAddresses: new Map(),
};

/** As markdown. */
export function coverageMatrix(): string {
  const head = `| operation | ${families.map(([name]) => name).join(' | ')} |`;
  const line = `| --- |${' --- |'.repeat(families.length)}`;
  const rows = operations.map(
    (operation) =>
      `| \`${operation}\` | ${families.map(([, asset]) => treat(operation, asset)).join(' | ')} |`,
  );
  return [head, line, ...rows].join('\n');
}

type Treatment = 'verified' | 'hash only' | 'refused' | 'no decoder';

function treat(operation: Operation, asset: string): Treatment {
  const matched = matchBytes(requestFor(operation, asset), knowledge);
  if (matched.ok) return matched.value.kind === 'no_bytes' ? 'no decoder' : 'verified';
  switch (matched.error.reason) {
    case 'transaction_operation_unsupported':
      return 'refused';
    case 'transaction_content_unknown':
      return 'hash only';
    default:
      return 'verified';
  }
}

function requestFor(operation: Operation, asset: string): TransactionRequest {
  const amount = parseDecimal('1');
  if (!amount.ok) throw new Error('one is a number');
  const content = operation === 'TYPED_MESSAGE' ? {} : 'ff'.repeat(40);
  return {
    kind: 'transaction',
    stage: 'signing',
    requestId: 'r',
    signerId: 's',
    txId: 'r',
    operation,
    source: { type: 'VAULT', id: '0' },
    destination: { type: 'VAULT', id: '1' },
    asset,
    amount: amount.value,
    destinations: [{ type: 'VAULT', id: '1', amount: amount.value }],
    rawTransactions: [{ bytes: 'ff', payload: 'ff' }],
    extraParameters: {
      programCallData: 'x',
      ...(asset === 'BTC' && { psbt: 'x' }),
      rawMessageData: { messages: [{ content, type: operation === 'TYPED_MESSAGE' ? 'EIP712' : 'RAW' }] },
    },
    unknownFields: [],
  };
}

if (import.meta.main) process.stdout.write(`${coverageMatrix()}\n`);
