/**
 * A transfer of an EVM chain's own coin as the co-signer describes it (protocol section 3), in both stages. Declared
 * fields and bytes come from one description, so they agree; `bytes` makes the bytes lie, and nothing else changes.
 */

import { formatDecimal, fromBaseUnits } from '../lib/decimal.ts';
import type { JsonObject } from '../lib/json.ts';
import {
  assetDecimals,
  defaultGas,
  hotVaultId,
  knownAddress,
  type SimulatedAssetId,
  simulatedAssets,
  smallAmountWei,
} from './defaults.ts';
import { buildPreimage, type EvmTransaction, maxFeeWei } from './evm-transaction.ts';

export interface Transfer {
  /** Also the `txId`, as in every captured request. */
  readonly requestId: string;
  readonly signerId: string;
  /** Signing by default; an approval carries no fee and no bytes (protocol section 4). */
  readonly stage?: 'approval' | 'signing';
  readonly asset?: SimulatedAssetId;
  readonly amountWei?: bigint;
  /** Vault account id. */
  readonly sourceId?: string;
  /** Hex with 0x. */
  readonly address?: string;
  /** Who is paid: a whitelisted unmanaged wallet by default, or another vault account by its id, or nobody known. */
  readonly to?: 'wallet' | 'one_time_address' | { readonly vaultId: string };
  readonly format?: EvmTransaction['format'];
  readonly nonce?: bigint;
  readonly maxFeePerGasWei?: bigint;
  readonly note?: string;
  readonly externalTxId?: string;
  /** Where the bytes differ from what the fields declare. */
  readonly bytes?: Partial<EvmTransaction>;
  /** Where the entry around the bytes differs: another digest, another derivation path. */
  readonly rawEntry?: JsonObject;
}

/** For the co-signer's own valuation of every simulated coin. */
const usdPerCoin = 2000;

/** Ids of the simulated wallet and of the MPC participants: no meaning, never decided on. */
const walletId = 'a0b58cf2-2f6a-4f9c-a3f1-7d6d9d3a1c11';
const players = [
  '6d0d0a46-7bd1-4b0e-9b3e-0a6f7c1f6a01',
  '6d0d0a46-7bd1-4b0e-9b3e-0a6f7c1f6a02',
  '6d0d0a46-7bd1-4b0e-9b3e-0a6f7c1f6a03',
];

export function buildTransfer(transfer: Transfer): JsonObject {
  const { stage = 'signing', address = knownAddress } = transfer;
  const amount = formatDecimal(fromBaseUnits(transfer.amountWei ?? smallAmountWei, assetDecimals));
  const { type, id, addressType } = destinationOf(transfer);
  const declared = declaredTransaction(transfer);
  return {
    txId: transfer.requestId,
    ...(transfer.externalTxId === undefined ? {} : { externalTxId: transfer.externalTxId }),
    operation: 'TRANSFER',
    sourceType: 'VAULT',
    sourceId: transfer.sourceId ?? hotVaultId,
    destType: type,
    destId: id,
    asset: transfer.asset ?? 'ETH_TEST5',
    amount: Number(amount),
    amountStr: stage === 'signing' ? padded(amount) : amount,
    requestedAmount: Number(amount),
    requestedAmountStr: amount,
    ...(stage === 'signing' ? { fee: weiText(maxFeeWei(declared)) } : {}),
    destAddressType: addressType,
    destAddress: address,
    destinations: [
      {
        amountNative: Number(amount),
        amountNativeStr: amount,
        amountUSD: Number(amount) * usdPerCoin,
        ...(type === 'VAULT' ? {} : { dstAddress: address }),
        dstAddressType: addressType,
        dstId: id,
        dstType: type,
        displayDstAddress: address,
        action: stage === 'signing' ? 'ALLOW' : '2-TIER',
      },
    ],
    ...(stage === 'signing' ? { rawTx: [rawEntry(transfer, declared)], players } : {}),
    ...(transfer.note === undefined ? {} : { note: transfer.note }),
    requestId: transfer.requestId,
    signerId: transfer.signerId,
  };
}

function destinationOf({ to = 'wallet' }: Transfer) {
  if (to === 'wallet') return { type: 'UNMANAGED', id: walletId, addressType: 'WHITELISTED' } as const;
  if (to === 'one_time_address')
    return { type: 'ONE_TIME_ADDRESS', id: '', addressType: 'ONE_TIME' } as const;
  return { type: 'VAULT', id: to.vaultId, addressType: 'WHITELISTED' } as const;
}

function declaredTransaction(transfer: Transfer): EvmTransaction {
  return {
    ...defaultGas,
    format: transfer.format ?? 'eip1559',
    chainId: simulatedAssets[transfer.asset ?? 'ETH_TEST5'].chainId,
    nonce: transfer.nonce ?? 0n,
    maxFeePerGasWei: transfer.maxFeePerGasWei ?? defaultGas.maxFeePerGasWei,
    to: transfer.address ?? knownAddress,
    valueWei: transfer.amountWei ?? smallAmountWei,
    data: '0x',
  };
}

function rawEntry(transfer: Transfer, declared: EvmTransaction): JsonObject {
  const { coinType } = simulatedAssets[transfer.asset ?? 'ETH_TEST5'];
  return {
    keyDerivationPath: `[ 44, ${coinType}, ${transfer.sourceId ?? hotVaultId}, 0, 0 ]`,
    ...buildPreimage({ ...declared, ...transfer.bytes }),
    ...transfer.rawEntry,
  };
}

function weiText(wei: bigint): string {
  return padded(formatDecimal(fromBaseUnits(wei, assetDecimals)));
}

/** At signing the co-signer writes every decimal of the asset. */
function padded(amount: string): string {
  const [whole = '', fraction = ''] = amount.split('.');
  return `${whole}.${fraction.padEnd(assetDecimals, '0')}`;
}
