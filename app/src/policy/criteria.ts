/**
 * Which criteria exist, for which kind of request, and in which order they are judged: cheap and telling ones first, so
 * that the trace names the most useful failure.
 */

import { actsCriterion } from './criteria/acts.ts';
import { allowance } from './criteria/allowance.ts';
import { amount } from './criteria/amount.ts';
import { amountUsd } from './criteria/amount-usd.ts';
import { args } from './criteria/args.ts';
import { asset } from './criteria/asset.ts';
import { calls } from './criteria/calls.ts';
import { changeAddressBook } from './criteria/change-address-book.ts';
import { changeAsset } from './criteria/change-asset.ts';
import { changeSubType } from './criteria/change-sub-type.ts';
import { changeType } from './criteria/change-type.ts';
import { cosigner } from './criteria/cosigner.ts';
import { destinationAddressBook } from './criteria/destination-address-book.ts';
import { destinationAddressType } from './criteria/destination-address-type.ts';
import { destinationId } from './criteria/destination-id.ts';
import { destinationType } from './criteria/destination-type.ts';
import { evidence } from './criteria/evidence.ts';
import { expiresWithin } from './criteria/expires-within.ts';
import { externalTxId } from './criteria/external-tx-id.ts';
import { fee } from './criteria/fee.ts';
import { feeRate } from './criteria/fee-rate.ts';
import { note } from './criteria/note.ts';
import { operation } from './criteria/operation.ts';
import { outputTypesCriterion } from './criteria/output-types.ts';
import { requiresCalls } from './criteria/requires-calls.ts';
import { signerId } from './criteria/signer-id.ts';
import { sourceId } from './criteria/source-id.ts';
import { sourceType } from './criteria/source-type.ts';
import { spenderAddressBook } from './criteria/spender-address-book.ts';
import { stage } from './criteria/stage.ts';
import { time } from './criteria/time.ts';
import { typedDataDomain } from './criteria/typed-data-domain.ts';
import type { CriterionKind } from './criterion.ts';
import type { ChangedAddressView, ChangeView, DestinationView, TransactionView } from './view.ts';

export const transactionCriteria: readonly CriterionKind<TransactionView>[] = [
  operation,
  stage,
  asset,
  sourceType,
  sourceId,
  cosigner,
  signerId,
  evidence,
  actsCriterion,
  calls,
  requiresCalls,
  args,
  spenderAddressBook,
  allowance,
  typedDataDomain,
  amount,
  amountUsd,
  fee,
  feeRate,
  outputTypesCriterion,
  expiresWithin,
  externalTxId,
  note,
  time,
];

/** Judged for each destination of a transaction, all of them together. */
export const destinationCriteria: readonly CriterionKind<DestinationView>[] = [
  destinationType,
  destinationId,
  destinationAddressType,
  destinationAddressBook,
];

export const changeCriteria: readonly CriterionKind<ChangeView>[] = [
  changeType,
  changeSubType,
  cosigner,
  signerId,
  time,
];

/** Judged for each address that a configuration change is about, all of them together. */
export const changedAddressCriteria: readonly CriterionKind<ChangedAddressView>[] = [
  changeAsset,
  changeAddressBook,
];
