/**
 * Proves that the bytes of a TRANSFER are the payment that the request declares (protocol section 7.1): of the chain's coin,
 * with no calldata, or of a token, with a call of its contract that is exactly `transfer(address,uint256)`. Nothing that
 * the transaction says is left out but the nonce and the split of the fee, of which the request says nothing. The sender
 * is not in the pre-image: only the derivation path ties it to the source vault account. Memo tags mean nothing on an
 * EVM chain and are not looked at.
 */

import { type Denial, deny } from '../../decision/denial.ts';
import { encodeHex } from '../../lib/hex.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { TransactionRequest } from '../../request/request.ts';
import type { EvmTokenAsset } from '../asset.ts';
import type { Payment, TransactionFacts } from '../facts.ts';
import { decodeAbi } from './abi-decode.ts';
import { readArguments } from './abi-values.ts';
import type { CallScene } from './calldata.ts';
import {
  checkAmount,
  checkChain,
  checkDerivationPath,
  checkDestination,
  checkFee,
  mismatch,
  onlyDestination,
} from './checks.ts';
import { type EvmEntry, noteFormat, toFacts } from './entry.ts';
import { openFindings } from './findings.ts';
import { mustParse } from './meaning.ts';

/** `token` is undefined where the chain's own coin is sent. */
export function matchEvmTransfer(
  request: TransactionRequest,
  entry: EvmEntry,
  scene: CallScene,
  token: EvmTokenAsset | undefined,
): Result<TransactionFacts, Denial> {
  const destination = onlyDestination(request);
  if (!destination.ok) return destination;
  const { native } = scene;
  const chainDenial = checkChain(native, entry.transaction.chainId);
  if (chainDenial !== undefined) return err(chainDenial);
  if (entry.transaction.to.length === 0) return err(deny('transaction_contract_creation'));
  const paid = token === undefined ? ok(payCoin(entry, native.id)) : payToken(entry, token);
  if (!paid.ok) return paid;
  const { to, units } = paid.value;
  const denial =
    checkDestination(request, destination.value, to) ??
    checkAmount(request, destination.value, units, (token ?? native).decimals) ??
    (token === undefined ? checkNoData(entry) : undefined) ??
    checkFee(request.fee, native, entry.maxFeeWei) ??
    checkDerivationPath(request, entry, native);
  if (denial !== undefined) return err(denial);
  const found = openFindings(scene);
  noteFormat(entry, found);
  found.pay(paid.value);
  return ok(toFacts(entry, native, found));
}

function payCoin({ transaction, to }: EvmEntry, asset: string): Payment {
  return { asset, to, units: transaction.valueWei, destination: 0 };
}

const transferMethod = mustParse('transfer(address to,uint256 amount)');

function payToken({ transaction, to }: EvmEntry, token: EvmTokenAsset): Result<Payment, Denial> {
  if (to !== token.contract) {
    return err(mismatch('transaction_token_mismatch', 'asset', token.contract, to));
  }
  const reason = 'transaction_call_mismatch';
  if (transaction.valueWei !== 0n) {
    return err(mismatch(reason, 'value', '0', String(transaction.valueWei)));
  }
  const selector = `0x${encodeHex(transaction.data.subarray(0, 4))}`;
  if (selector !== transferMethod.selector) {
    return err(mismatch(reason, 'selector', transferMethod.selector, selector));
  }
  const values = decodeAbi(transferMethod.inputs, transaction.data.subarray(4));
  if (!values.ok) return err(deny(reason, { problem: values.error, method: transferMethod.signature }));
  const args = readArguments(values.value);
  return ok({ asset: token.id, to: args.text(0), units: args.integer(1), destination: 0 });
}

/** A plain payment calls nothing. */
function checkNoData({ transaction: { data } }: EvmEntry): Denial | undefined {
  if (data.length === 0) return undefined;
  return deny('transaction_data_unexpected', { declared: 0, found: data.length, unit: 'bytes' });
}
