/** A contract call on Tron held against what is declared of it: the contract, the coins that go along, the data. */

import { type Denial, deny } from '../../decision/denial.ts';
import { formatDecimal, fromBaseUnits, toBaseUnits } from '../../lib/decimal.ts';
import { encodeHex } from '../../lib/hex.ts';
import type { TransactionRequest } from '../../request/request.ts';
import type { TronNativeAsset } from '../asset.ts';
import { declaredAddresses } from '../match-declared.ts';
import type { TronContract } from './decode.ts';

export function matchTronCall(
  request: TransactionRequest,
  contract: TronContract,
  { decimals }: TronNativeAsset,
): Denial | undefined {
  if (contract.kind !== 'trigger')
    return deny('transaction_call_mismatch', { declared: request.operation, found: 'TransferContract' });
  const stranger = declaredAddresses(request).find((address) => address !== contract.contract);
  if (stranger !== undefined) {
    const detail = { field: 'destAddress', declared: stranger, found: contract.contract };
    return deny('transaction_destination_mismatch', detail);
  }
  const units = toBaseUnits(request.amount, decimals);
  if (!units.ok || units.value !== contract.units) {
    const found = formatDecimal(fromBaseUnits(contract.units, decimals));
    const detail = { field: 'amountStr', declared: formatDecimal(request.amount), found };
    return deny('transaction_amount_mismatch', detail);
  }
  return checkData(request.extraParameters?.['contractCallData'], encodeHex(contract.data));
}

/** Protocol section 3.4: hex, with or without 0x; not every request has it. */
function checkData(declared: unknown, found: string): Denial | undefined {
  if (declared === undefined || declared === null) return undefined;
  if (typeof declared === 'string' && declared.replace(/^0x/, '').toLowerCase() === found) return undefined;
  const detail = { field: 'extraParameters.contractCallData', found: found.slice(0, shownDigits) };
  return deny('transaction_call_mismatch', detail);
}

const shownDigits = 64;
