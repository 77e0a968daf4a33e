/** From a Tron transaction to facts: coins and tokens that leave, allowances, calls, memo, and when it expires. */

import { type Denial, deny } from '../../decision/denial.ts';
import { encodeHex } from '../../lib/hex.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Asset, AssetTable, TronNativeAsset, TronTokenAsset } from '../asset.ts';
import {
  type Act,
  type Allowance,
  type Call,
  composeFacts,
  type Payment,
  type TransactionFacts,
  unlistedToken,
} from '../facts.ts';
import { type ReadCall, readCall, selectorOf } from './call-data.ts';
import type { TriggerSmartContract, TronTransaction } from './decode.ts';

export interface Circumstances {
  /** What the request is about: TRX or a token. */
  readonly asset: TronNativeAsset | TronTokenAsset;
  readonly native: TronNativeAsset;
  readonly assets: AssetTable;
  readonly digest: string;
}

interface Movements {
  readonly payments: readonly Payment[];
  readonly allowances?: readonly Allowance[];
  readonly calls?: readonly Call[];
  readonly acts?: readonly Act[];
}

/** An allowance of 2^256 - 1 never ends. */
const unlimited = 2n ** 256n - 1n;

export function readFacts(
  transaction: TronTransaction,
  around: Circumstances,
): Result<TransactionFacts, Denial> {
  const { contract, memo, expiration, feeLimit } = transaction;
  const { native, asset, digest } = around;
  const moved =
    contract.kind === 'transfer'
      ? ok({ payments: [{ asset: native.id, to: contract.to, units: contract.units }] })
      : readTrigger(contract, around);
  if (!moved.ok) return moved;
  const { acts = [], ...movements }: Movements = moved.value;
  const paid = movements.payments.map(
    (payment): Act => (payment.asset === asset.id ? 'payment' : 'undeclared_payment'),
  );
  return ok(
    composeFacts({
      family: 'tron',
      digests: [digest],
      ...movements,
      acts: [...paid, ...acts, ...(memo.length > 0 ? (['memo'] as const) : [])],
      // What a plain transfer burns follows from the account's resources, not from the bytes.
      ...(contract.kind === 'trigger' && { fee: { asset: native.id, units: feeLimit } }),
      expiresAt: expiration,
      details: {
        format: contract.kind === 'transfer' ? 'tron_transfer' : 'tron_trigger_smart_contract',
        owner: contract.owner,
        refBlock: encodeHex(transaction.refBlockBytes) + encodeHex(transaction.refBlockHash),
        timestamp: transaction.timestamp.toString(),
        feeLimit: feeLimit.toString(),
        ...(memo.length > 0 && { memo: encodeHex(memo.subarray(0, shownMemoBytes)) }),
      },
    }),
  );
}

/** A memo may be as long as the transaction. */
const shownMemoBytes = 100;

function readTrigger(contract: TriggerSmartContract, around: Circumstances): Result<Movements, Denial> {
  const { contract: to, units, data } = contract;
  const coins = units === 0n ? [] : [{ asset: around.native.id, to, units }];
  const read = readCall(data);
  if (read === 'malformed')
    return err(deny('transaction_bytes_malformed', { problem: 'calldata', selector: selectorOf(data) }));
  if (read === undefined) {
    const call: Call = { to, selector: selectorOf(data), units, depth: 0 };
    return ok({ payments: coins, calls: [call], acts: ['unknown_call'] });
  }
  const { selector, method, args } = read;
  const calls: readonly Call[] = [{ to, selector, method, args, units, depth: 0 }];
  const token = tokenAt(to, around);
  const moved = tokenMovement(read.call, token?.id ?? unlistedToken('tron', to));
  return ok({ ...moved, payments: [...coins, ...moved.payments], calls });
}

function tokenMovement(call: ReadCall['call'], asset: string): Movements {
  if (call.kind === 'transfer') {
    const { to, units, from } = call;
    if (from === undefined) return { payments: [{ asset, to, units }] };
    return { payments: [{ asset, to, units, from }], acts: ['transfer_from'] };
  }
  const isUnlimited = call.units === unlimited;
  const allowance: Allowance = {
    asset,
    spender: call.spender,
    units: isUnlimited ? 'unlimited' : call.units,
  };
  return { payments: [], allowances: [allowance], acts: [isUnlimited ? 'unlimited_allowance' : 'allowance'] };
}

/** The table's entry for a contract; the declared asset first, should two ids mean the same. */
function tokenAt(contract: string, { asset, native, assets }: Circumstances): TronTokenAsset | undefined {
  const isIt = (candidate: Asset): candidate is TronTokenAsset =>
    candidate.family === 'tron_token' && candidate.contract === contract && candidate.native === native.id;
  return [asset, ...assets.values()].find(isIt);
}
