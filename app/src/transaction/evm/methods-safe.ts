/**
 * The Safe, a wallet of several owners: what it executes is read as a call that it makes, and what changes its owners,
 * modules, guards or code is named. A refund of gas (`gasPrice` not 0) pays a sum that no calldata tells; it is refused.
 */

import { deny } from '../../decision/denial.ts';
import type { Findings } from './findings.ts';
import { type Meaning, means, type Site, wraps } from './meaning.ts';
import { changes } from './methods-control.ts';

/** What a Safe is told to do: by a call of `execTransaction`, or by typed data that its owners sign. */
export interface SafeOrder {
  readonly safe: string;
  readonly to: string;
  readonly units: bigint;
  readonly data: Uint8Array;
  /** 0: call; 1: delegate call. */
  readonly operation: bigint;
  readonly gasPrice: bigint;
}

export function readSafeOrder(order: SafeOrder, found: Findings): readonly Site[] {
  const { safe, to, units, data, operation, gasPrice } = order;
  found.acts.add('safe_execution');
  if (operation > 1n) found.refuse(deny('transaction_bytes_malformed', { field: 'operation' }));
  if (gasPrice !== 0n) found.refuse(deny('transaction_too_complex', { problem: 'safe_gas_refund' }));
  const delegate = operation === 1n;
  if (delegate) found.acts.add('delegatecall');
  return [{ to, data, units: delegate ? 0n : units, sender: safe, delegate }];
}

export const safeMethods: readonly Meaning[] = [
  wraps(
    'execTransaction(address to,uint256 value,bytes data,uint8 operation,uint256 safeTxGas,uint256 baseGas,uint256 gasPrice,address gasToken,address refundReceiver,bytes signatures)',
    (args, { to: safe }, found) =>
      readSafeOrder(
        {
          safe,
          to: args.text(0),
          units: args.integer(1),
          data: args.bytes(2),
          operation: args.integer(3),
          gasPrice: args.integer(6),
        },
        found,
      ),
  ),
  fromModule('execTransactionFromModule(address to,uint256 value,bytes data,uint8 operation)'),
  fromModule('execTransactionFromModuleReturnData(address to,uint256 value,bytes data,uint8 operation)'),
  // Approves an order that only its hash tells.
  means('approveHash(bytes32 hashToApprove)', (_args, _site, found) => {
    found.acts.add('safe_execution');
    found.acts.add('unknown_call');
    return undefined;
  }),
  changes('safe_configuration', 'addOwnerWithThreshold(address owner,uint256 threshold)'),
  changes('safe_configuration', 'removeOwner(address prevOwner,address owner,uint256 threshold)'),
  changes('safe_configuration', 'swapOwner(address prevOwner,address oldOwner,address newOwner)'),
  changes('safe_configuration', 'changeThreshold(uint256 threshold)'),
  changes('safe_configuration', 'enableModule(address module)'),
  changes('safe_configuration', 'disableModule(address prevModule,address module)'),
  changes('safe_configuration', 'setGuard(address guard)'),
  changes('safe_configuration', 'setModuleGuard(address guard)'),
  changes('safe_configuration', 'setFallbackHandler(address handler)'),
  changes('safe_configuration', 'changeMasterCopy(address masterCopy)'),
  means(
    'setup(address[] owners,uint256 threshold,address to,bytes data,address fallbackHandler,address paymentToken,uint256 payment,address paymentReceiver)',
    (_args, _site, found) => {
      // It may delegate a call and pay its deployer.
      found.acts.add('safe_configuration');
      found.acts.add('delegatecall');
      return undefined;
    },
  ),
];

function fromModule(text: string): Meaning {
  return wraps(text, (args, { to: safe }, found) =>
    readSafeOrder(
      {
        safe,
        to: args.text(0),
        units: args.integer(1),
        data: args.bytes(2),
        operation: args.integer(3),
        gasPrice: 0n,
      },
      found,
    ),
  );
}
