/**
 * Proves that the bytes of a contract call are the call that the request declares (protocol section 7.1): the contract is
 * the declared destination, the calldata is what the initiator gave, the value is the declared amount. What the call does
 * becomes facts. Also APPROVE, the operations that are calls under another name, and RAW content that is the digest of
 * such a transaction.
 *
 * How the co-signer describes APPROVE of a token is documented nowhere: its destination may be the token's contract or the
 * spender, and its amount anything up to the allowance. Both are told from the bytes.
 */

import { type Denial, deny } from '../../decision/denial.ts';
import { toBaseUnits } from '../../lib/decimal.ts';
import { encodeHex } from '../../lib/hex.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Destination, Operation, TransactionRequest } from '../../request/request.ts';
import type { EvmTokenAsset } from '../asset.ts';
import type { TransactionFacts } from '../facts.ts';
import { type CallScene, readCall } from './calldata.ts';
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
import { type Findings, maxUint256, openFindings } from './findings.ts';

/** Operations that are calls. All but the first are understood call by call, or refused. */
export const callOperations: ReadonlySet<Operation> = new Set([
  'CONTRACT_CALL',
  'APPROVE',
  'MINT',
  'BURN',
  'SUPPLY_TO_COMPOUND',
  'REDEEM_FROM_COMPOUND',
  'STAKE',
  'UNSTAKE',
  'WITHDRAW',
]);

export function matchEvmCall(
  request: TransactionRequest,
  entry: EvmEntry,
  scene: CallScene,
  token: EvmTokenAsset | undefined,
): Result<TransactionFacts, Denial> {
  const destination = onlyDestination(request);
  if (!destination.ok) return destination;
  const read = readBytes(entry, scene);
  if (!read.ok) return read;
  const found = read.value;
  const { native } = scene;
  const denial =
    (request.operation === 'APPROVE' && token !== undefined
      ? checkApproval(request, destination.value, entry, token, found)
      : (checkTarget(request, destination.value, entry) ??
        checkAmount(
          request,
          destination.value,
          token === undefined ? entry.transaction.valueWei : sumOf(found, token.id),
          (token ?? native).decimals,
        ))) ??
    checkCallData(request, entry) ??
    checkUnderstood(request, found) ??
    checkFee(request.fee, native, entry.maxFeeWei) ??
    checkDerivationPath(request, entry, native);
  if (denial !== undefined) return err(denial);
  const facts = toFacts(entry, native, found);
  const isDeclared = token === undefined && entry.transaction.valueWei > 0n;
  return ok(isDeclared ? { ...facts, payments: declareFirst(facts.payments) } : facts);
}

/** RAW: the one content is this transaction's digest. Nothing is declared but the content. */
export function matchEvmRaw(
  request: TransactionRequest,
  contents: readonly string[],
  entry: EvmEntry,
  scene: CallScene,
): Result<TransactionFacts, Denial> {
  const [content = 'none'] = contents;
  if (contents.length !== 1) {
    const found = contents.length;
    return err(deny('transaction_entry_count', { field: 'rawMessageData.messages', declared: 1, found }));
  }
  if (content !== entry.digest) {
    return err(mismatch('transaction_digest_mismatch', 'content', content, entry.digest));
  }
  const read = readBytes(entry, scene);
  if (!read.ok) return read;
  const denial = checkDerivationPath(request, entry, scene.native);
  return denial === undefined ? ok(toFacts(entry, scene.native, read.value)) : err(denial);
}

/** What the bytes do, by themselves. */
export function readBytes(entry: EvmEntry, scene: CallScene): Result<Findings, Denial> {
  const { transaction, to } = entry;
  const chainDenial = checkChain(scene.native, transaction.chainId);
  if (chainDenial !== undefined) return err(chainDenial);
  const found = openFindings(scene);
  noteFormat(entry, found);
  const { data, valueWei: units } = transaction;
  if (transaction.to.length > 0)
    readCall({ to, data, units, sender: undefined, delegate: false }, scene, found);
  else if (units > 0n) found.pay({ asset: scene.native.id, to: newContract, units });
  const problem = found.problem();
  return problem === undefined ? ok(found) : err(problem);
}

/** The address of a contract to be depends on the sender, which is not in the bytes. No address book holds this. */
const newContract = 'new contract';

/** The contract; where one is created nothing may be declared, since nothing declared could be true. */
function checkTarget(
  request: TransactionRequest,
  destination: Destination,
  { transaction, to }: EvmEntry,
): Denial | undefined {
  if (transaction.to.length > 0) return checkDestination(request, destination, to);
  const declared = request.destAddress ?? destination.address ?? destination.displayAddress;
  if (declared === undefined) return undefined;
  return mismatch('transaction_destination_mismatch', 'destAddress', declared, newContract);
}

const callData = 'contractCallData';

/** What the initiator gave as calldata, where it is told: hexadecimal with or without 0x. */
function checkCallData(
  { extraParameters }: TransactionRequest,
  { transaction }: EvmEntry,
): Denial | undefined {
  const declared = extraParameters?.[callData] ?? undefined;
  if (declared === undefined) return undefined;
  const found = encodeHex(transaction.data);
  if (typeof declared === 'string' && declared.toLowerCase().replace(/^0x/, '') === found) return undefined;
  const shown = typeof declared === 'string' ? declared.slice(0, shownCharacters) : typeof declared;
  return mismatch('transaction_call_mismatch', callData, shown, found.slice(0, shownCharacters));
}

const shownCharacters = 200;

function checkUnderstood({ operation, asset }: TransactionRequest, found: Findings): Denial | undefined {
  if (operation === 'CONTRACT_CALL') return undefined;
  const unsupported = deny('transaction_operation_unsupported', { found: operation, asset });
  if (operation === 'APPROVE') return found.allowances.length > 0 ? undefined : unsupported;
  const isUnderstood = found.acts.has('contract_call') && !found.acts.has('unknown_call');
  return isUnderstood ? undefined : unsupported;
}

function checkApproval(
  request: TransactionRequest,
  destination: Destination,
  { transaction, to }: EvmEntry,
  token: EvmTokenAsset,
  { allowances }: Findings,
): Denial | undefined {
  if (to !== token.contract) return mismatch('transaction_token_mismatch', 'asset', token.contract, to);
  const [allowance] = allowances;
  const reason = 'transaction_call_mismatch';
  if (transaction.valueWei !== 0n) return mismatch(reason, 'value', '0', String(transaction.valueWei));
  if (allowance === undefined || allowances.length !== 1) {
    return mismatch(reason, 'allowances', '1', String(allowances.length));
  }
  const most = allowance.units === 'unlimited' ? maxUint256 : allowance.units;
  for (const [field, amount] of [
    ['amountStr', request.amount],
    ['destinations[0].amountNativeStr', destination.amount],
  ] as const) {
    const units = toBaseUnits(amount, token.decimals);
    if (!units.ok || units.value > most) {
      return deny('transaction_amount_mismatch', { field, found: String(most), unit: 'base units' });
    }
  }
  const denial = checkDestination(request, destination, to);
  return denial === undefined ? undefined : checkDestination(request, destination, allowance.spender);
}

function sumOf({ payments }: Findings, asset: string): bigint {
  return payments.filter((payment) => payment.asset === asset).reduce((sum, { units }) => sum + units, 0n);
}

/** The value that goes along with the call itself is what the request declares. */
function declareFirst(payments: TransactionFacts['payments']): TransactionFacts['payments'] {
  return payments.map((payment, i) => (i === 0 ? { ...payment, destination: 0 } : payment));
}
