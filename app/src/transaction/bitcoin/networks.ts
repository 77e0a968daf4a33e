/**
 * Bitcoin and the chains of its kin: what differs between them. Bytes of these chains carry no chain id, so a pre-image
 * says nothing about its network; addresses and derivation paths do. Sources: each chain's `chainparams.cpp`, SLIP-44,
 * SLIP-173. Litecoin's former P2SH prefix, which is Bitcoin's, is left out: such an address is one of two chains.
 */

import type { BitcoinNetwork } from '../asset.ts';

export interface Network {
  /** The first byte of base58check addresses. */
  readonly keyPrefix: number;
  readonly scriptPrefix: number;
  /** The human-readable part of segregated witness addresses; undefined where the chain has no witnesses. */
  readonly bech32Prefix: string | undefined;
  /** SLIP-44. */
  readonly coinType: number;
  /** BIP-32's version of extended public keys. */
  readonly publicKeyVersion: number;
  /** What people call a base unit. */
  readonly unit: BaseUnit;
}

export const baseUnits = ['sat', 'litoshi', 'koinu'] as const;
export type BaseUnit = (typeof baseUnits)[number];

/** One coin is 10^8 base units on every chain here. */
export const coinDecimals = 8;

const xpub = 0x0488b21e;
const tpub = 0x043587cf;

export const networks: Readonly<Record<BitcoinNetwork, Network>> = {
  bitcoin: {
    keyPrefix: 0x00,
    scriptPrefix: 0x05,
    bech32Prefix: 'bc',
    coinType: 0,
    publicKeyVersion: xpub,
    unit: 'sat',
  },
  bitcoin_testnet: {
    keyPrefix: 0x6f,
    scriptPrefix: 0xc4,
    bech32Prefix: 'tb',
    coinType: 1,
    publicKeyVersion: tpub,
    unit: 'sat',
  },
  litecoin: {
    keyPrefix: 0x30,
    scriptPrefix: 0x32,
    bech32Prefix: 'ltc',
    coinType: 2,
    publicKeyVersion: xpub,
    unit: 'litoshi',
  },
  litecoin_testnet: {
    keyPrefix: 0x6f,
    scriptPrefix: 0x3a,
    bech32Prefix: 'tltc',
    coinType: 1,
    publicKeyVersion: tpub,
    unit: 'litoshi',
  },
  dogecoin: {
    keyPrefix: 0x1e,
    scriptPrefix: 0x16,
    bech32Prefix: undefined,
    coinType: 3,
    publicKeyVersion: xpub,
    unit: 'koinu',
  },
};
