/**
 * `tx_sign_request` (protocol section 3): the co-signer's object to a `TransactionRequest`. Every documented field is
 * checked, also those that nothing uses: a field of the wrong type means that the sender is not understood. The
 * deprecated numbers (`amount`, `requestedAmount`, `amountNative`) are checked and dropped; only the exact texts count.
 */

import type { Denial } from '../decision/denial.ts';
import type { JsonObject, JsonValue } from '../lib/json.ts';
import type { Result } from '../lib/result.ts';
import { parseDerivationPath } from './derivation-path.ts';
import { readRequestId, readSignerId } from './envelope.ts';
import {
  maxAddressCharacters,
  maxDestinations,
  maxDigestCharacters,
  maxIdCharacters,
  maxNameCharacters,
  maxNoteCharacters,
  maxPlayers,
  maxRawTransactionCharacters,
  maxRawTransactions,
  maxTagCharacters,
} from './limits.ts';
import {
  type Fields,
  isId,
  listUnknownFields,
  readAmount,
  readEstimate,
  readIdOrEmpty,
  readInside,
  readItems,
  readMember,
  readObject,
  readRequiredAmount,
  readRequiredId,
  readRequiredMember,
  readRequiredText,
  readText,
  readValue,
  readWhole,
  refuse,
} from './read-fields.ts';
import {
  addressTypes,
  type DerivationPath,
  type Destination,
  type Endpoint,
  endpointTypes,
  type Operation,
  operations,
  type RawTransaction,
  type TransactionRequest,
  withoutDestination,
} from './request.ts';
import { classifyStage } from './stage.ts';

export function parseTransactionRequest(object: JsonObject): Result<TransactionRequest, Denial> {
  return readWhole(object, readTransactionRequest);
}

function readTransactionRequest(fields: Fields): TransactionRequest {
  const requestId = readRequestId(fields);
  const signerId = readSignerId(fields);
  const operation = readRequiredMember(fields, 'operation', operations);
  const fee = readAmount(fields, 'fee');
  const rawTransactions = readItems(fields, 'rawTx', maxRawTransactions, (item, place) =>
    readInside(fields, item, place, readRawTransaction),
  );
  const players = readItems(fields, 'players', maxPlayers, (item, place) => readPlayer(fields, item, place));
  readEstimate(fields, 'amount');
  readEstimate(fields, 'requestedAmount');
  return {
    kind: 'transaction',
    stage: classifyStage({ fee, players, rawTransactions }),
    requestId,
    signerId,
    txId: readRequiredId(fields, 'txId'),
    externalTxId: readText(fields, 'externalTxId', maxIdCharacters),
    operation,
    source: readSource(fields),
    destination: readDestinationEndpoint(fields, operation),
    asset: readRequiredId(fields, 'asset'),
    amount: readRequiredAmount(fields, 'amountStr'),
    requestedAmount: readAmount(fields, 'requestedAmountStr'),
    fee,
    destAddressType: readMember(fields, 'destAddressType', addressTypes),
    destAddress: readText(fields, 'destAddress', maxAddressCharacters),
    destinations:
      readItems(fields, 'destinations', maxDestinations, (item, place) =>
        readInside(fields, item, place, readDestination),
      ) ?? [],
    extraParameters: readObject(fields, 'extraParameters'),
    rawTransactions: rawTransactions?.length === 0 ? undefined : rawTransactions,
    players,
    note: readText(fields, 'note', maxNoteCharacters),
    // Last: every reader above has then said which fields it knows.
    unknownFields: listUnknownFields(fields),
  };
}

function readSource(fields: Fields): Endpoint {
  return {
    type: readRequiredMember(fields, 'sourceType', endpointTypes),
    id: readRequiredId(fields, 'sourceId'),
  };
}

function readDestinationEndpoint(fields: Fields, operation: Operation): Endpoint | undefined {
  const isAbsent = readValue(fields, 'destType') === undefined && readValue(fields, 'destId') === undefined;
  if (isAbsent && withoutDestination.has(operation)) return undefined;
  return {
    type: readRequiredMember(fields, 'destType', endpointTypes),
    id: readIdOrEmpty(fields, 'destId'),
  };
}

/** Protocol section 3.2. */
function readDestination(fields: Fields): Destination {
  readEstimate(fields, 'amountNative');
  return {
    type: readRequiredMember(fields, 'dstType', endpointTypes),
    id: readIdOrEmpty(fields, 'dstId'),
    name: readText(fields, 'dstName', maxNameCharacters),
    subType: readText(fields, 'dstSubType', maxNameCharacters),
    walletId: readText(fields, 'dstWalletId', maxIdCharacters),
    amount: readRequiredAmount(fields, 'amountNativeStr'),
    amountUsd: readEstimate(fields, 'amountUSD'),
    addressType: readMember(fields, 'dstAddressType', addressTypes),
    address: readText(fields, 'dstAddress', maxAddressCharacters),
    displayAddress: readText(fields, 'displayDstAddress', maxAddressCharacters),
    tag: readText(fields, 'dstTag', maxTagCharacters),
    displayTag: readText(fields, 'displayDstTag', maxTagCharacters),
    action: readText(fields, 'action', maxNameCharacters),
    actionInfo: readObject(fields, 'actionInfo'),
    authorizationGroups: readObject(fields, 'authorizationGroups'),
  };
}

/** Protocol section 3.3. */
function readRawTransaction(fields: Fields): RawTransaction {
  return {
    bytes: readRequiredText(fields, 'rawTx', maxRawTransactionCharacters),
    payload: readText(fields, 'payload', maxDigestCharacters),
    keyDerivationPath: readDerivationPath(fields, 'keyDerivationPath'),
    algorithm: readText(fields, 'algorithm', maxNameCharacters),
  };
}

function readDerivationPath(fields: Fields, field: string): DerivationPath | undefined {
  const value = readValue(fields, field);
  if (value === undefined) return undefined;
  const path = parseDerivationPath(value);
  if (path.ok) return path.value;
  refuse(fields, 'request_field_invalid', field, path.error);
  return undefined;
}

function readPlayer(fields: Fields, item: JsonValue, place: string): string {
  if (isId(item)) return item;
  refuse(fields, 'request_field_invalid', place, 'not_printable_ascii');
  return '';
}
