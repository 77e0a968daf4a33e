/**
 * `config_change_sign_request` (protocol section 5): the co-signer's object to a `ConfigurationChangeRequest`. `type` is an
 * open set: what the section does not list is read as far as its envelope and marked unknown, never refused here. The
 * exchange API key is asked for, so that it is no unknown field, and dropped.
 */

import type { Denial } from '../decision/denial.ts';
import { isJsonObject, type JsonObject } from '../lib/json.ts';
import type { Result } from '../lib/result.ts';
import { readRequestId, readSignerId } from './envelope.ts';
import {
  maxAccountAddresses,
  maxAddressCharacters,
  maxIdCharacters,
  maxJsonTextCharacters,
  maxNameCharacters,
  maxNoteCharacters,
  maxTagCharacters,
} from './limits.ts';
import {
  type Fields,
  listUnknownFields,
  readInside,
  readJsonText,
  readRequiredId,
  readRequiredText,
  readText,
  readValue,
  readWhole,
  refuse,
} from './read-fields.ts';
import type {
  AccountChange,
  AddressChange,
  ConfigurationChange,
  ConfigurationChangeRequest,
  ConfigurationType,
  NetworkChange,
} from './request.ts';

type ReadExtraInfo = (extraInfo: Fields) => ConfigurationChange;

/** How the `extraInfo` of each known type is read; `opaque` where none of its fields is documented. */
const readers: Readonly<Record<ConfigurationType, ReadExtraInfo | 'opaque'>> = {
  UNMANAGED_WALLET: readAddressChange,
  EXCHANGE: readAccountChange,
  FIAT_ACCOUNT: readAccountChange,
  ADD_NETWORK_CONNECTION: readNetworkConnection,
  SET_NETWORK_CONNECTION_ROUTING_POLICY: readNetworkConnectionPolicy,
  SET_NETWORK_ID_POLICY: readNetworkIdPolicy,
  ADD_USER: 'opaque',
  RE_ENROLL_DEVICE: 'opaque',
  ENABLE_ONE_TIME_ADDRESS: 'opaque',
  CHANGE_QUORUM_THRESHOLD: 'opaque',
  UPDATE_APPROVAL_GROUP_MAPPING: 'opaque',
  USERS_GROUP_APPROVAL: 'opaque',
  POLICY_APPROVAL: 'opaque',
  POLICY_CHANGE: 'opaque',
};
const readerByType: ReadonlyMap<string, ReadExtraInfo | 'opaque'> = new Map(Object.entries(readers));

export function parseConfigurationChange(object: JsonObject): Result<ConfigurationChangeRequest, Denial> {
  return readWhole(object, readConfigurationChange);
}

function readConfigurationChange(fields: Fields): ConfigurationChangeRequest {
  const requestId = readRequestId(fields);
  const signerId = readSignerId(fields);
  const type = readRequiredId(fields, 'type');
  const reader = readerByType.get(type);
  return {
    kind: 'configuration_change',
    stage: 'approval',
    requestId,
    signerId,
    type,
    known: reader !== undefined,
    change: readChange(fields, reader ?? 'opaque'),
    // Last: every reader above has then said which fields it knows.
    unknownFields: listUnknownFields(fields),
  };
}

function readChange(fields: Fields, reader: ReadExtraInfo | 'opaque'): ConfigurationChange {
  const extraInfo = readValue(fields, 'extraInfo');
  if (reader === 'opaque') return { shape: 'opaque' };
  if (extraInfo !== undefined) return readInside(fields, extraInfo, 'extraInfo', reader);
  refuse(fields, 'request_field_missing', 'extraInfo');
  return { shape: 'opaque' };
}

function readAddressChange(extraInfo: Fields): AddressChange {
  return {
    shape: 'address',
    subType: readText(extraInfo, 'subType', maxNameCharacters),
    walletName: readText(extraInfo, 'walletName', maxNameCharacters),
    walletId: readWalletId(extraInfo),
    asset: readRequiredId(extraInfo, 'asset'),
    address: readRequiredText(extraInfo, 'address', maxAddressCharacters),
    tag: readText(extraInfo, 'tag', maxTagCharacters),
  };
}

/** One source says that this can be an object; then nobody knows what it means, and it counts as an unknown field. */
function readWalletId(extraInfo: Fields): string | undefined {
  if (typeof extraInfo.object['walletId'] !== 'string') return undefined;
  return readText(extraInfo, 'walletId', maxIdCharacters);
}

function readAccountChange(extraInfo: Fields): AccountChange {
  readValue(extraInfo, 'apiKey');
  return {
    shape: 'account',
    subType: readText(extraInfo, 'subType', maxNameCharacters),
    accountName: readText(extraInfo, 'accountName', maxNameCharacters),
    accountId: readText(extraInfo, 'accountId', maxIdCharacters),
    addresses: readAddresses(extraInfo),
  };
}

/** A map as JSON text. A `Map`, because its keys come from outside. */
function readAddresses(extraInfo: Fields): ReadonlyMap<string, string> | undefined {
  const value = readJsonText(extraInfo, 'addresses', maxJsonTextCharacters)?.value;
  if (value === undefined) return undefined;
  const addresses = new Map<string, string>();
  if (!isJsonObject(value)) {
    refuse(extraInfo, 'request_field_invalid', 'addresses', 'not_an_object');
    return addresses;
  }
  for (const [asset, address] of Object.entries(value)) {
    if (typeof address === 'string') addresses.set(asset, address);
    else refuse(extraInfo, 'request_field_invalid', 'addresses', 'not_text');
  }
  if (addresses.size > maxAccountAddresses) {
    refuse(extraInfo, 'request_too_many_items', 'addresses', `more_than_${maxAccountAddresses}`);
  }
  return addresses;
}

function readNetworkConnection(extraInfo: Fields): NetworkChange {
  return {
    shape: 'network',
    connectionId: readText(extraInfo, 'networkConnectionId', maxIdCharacters),
    networkId: readText(extraInfo, 'localNetworkID', maxIdCharacters),
    remoteTenantId: readText(extraInfo, 'remoteTenantID', maxIdCharacters),
    note: readText(extraInfo, 'note', maxNoteCharacters),
    routingPolicy: readRoutingPolicy(extraInfo),
  };
}

function readNetworkConnectionPolicy(extraInfo: Fields): NetworkChange {
  return {
    shape: 'network',
    connectionId: readText(extraInfo, 'connectionId', maxIdCharacters),
    routingPolicy: readRoutingPolicy(extraInfo),
  };
}

function readNetworkIdPolicy(extraInfo: Fields): NetworkChange {
  return {
    shape: 'network',
    networkId: readText(extraInfo, 'networkID', maxIdCharacters),
    routingPolicy: readRoutingPolicy(extraInfo),
  };
}

function readRoutingPolicy(extraInfo: Fields): string | undefined {
  return readJsonText(extraInfo, 'routingPolicy', maxJsonTextCharacters)?.text;
}
