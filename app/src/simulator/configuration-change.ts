/**
 * A configuration change as the co-signer describes it (protocol section 5): the envelope, and the whitelisting of an
 * address, which is the change that moves money later.
 */

import type { JsonObject } from '../lib/json.ts';
import { knownAddress, type SimulatedAssetId } from './defaults.ts';

export interface ConfigurationChange {
  readonly requestId: string;
  readonly signerId: string;
  /** An open set on the wire, such as `UNMANAGED_WALLET` or `POLICY_APPROVAL`. */
  readonly type: string;
  readonly extraInfo: JsonObject;
}

export function buildConfigurationChange(change: ConfigurationChange): JsonObject {
  return {
    requestId: change.requestId,
    signerId: change.signerId,
    type: change.type,
    extraInfo: change.extraInfo,
  };
}

export interface Whitelisting {
  readonly requestId: string;
  readonly signerId: string;
  readonly asset?: SimulatedAssetId;
  readonly address?: string;
}

export function buildWhitelisting(whitelisting: Whitelisting): JsonObject {
  return buildConfigurationChange({
    requestId: whitelisting.requestId,
    signerId: whitelisting.signerId,
    type: 'UNMANAGED_WALLET',
    extraInfo: {
      subType: 'EXTERNAL',
      walletName: 'settlement',
      walletId: '3a7a2f0e-96a0-4c1b-8f63-5a0b1f1f0d21',
      asset: whitelisting.asset ?? 'ETH_TEST5',
      address: whitelisting.address ?? knownAddress,
      tag: '',
    },
  });
}
