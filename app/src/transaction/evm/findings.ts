/**
 * What the reading of a transaction or a typed message has found so far, chain and asset names looked up. The one place
 * where payments and allowances become acts.
 */

import type { Denial } from '../../decision/denial.ts';
import type { AssetTable, EvmNativeAsset } from '../asset.ts';
import { type Act, type Allowance, type Call, type Payment, unlistedToken } from '../facts.ts';

/** The chain on which something is read, and what the request says it is about. */
export interface Scene {
  readonly native: EvmNativeAsset;
  readonly assets: AssetTable;
  /** The request's asset id. */
  readonly declared: string;
}

export interface Findings {
  readonly calls: Call[];
  readonly payments: Payment[];
  readonly allowances: Allowance[];
  readonly acts: Set<Act>;
  /** The first thing that nobody here can judge; then the findings may not be used. */
  readonly problem: () => Denial | undefined;
  refuse(denial: Denial): void;
  /** An asset id for the contract of a token. */
  tokenAt(contract: string): string;
  pay(payment: Payment): void;
  /** `largest`: the largest number that the field can hold. */
  allow(asset: string, spender: string, units: bigint, largest: bigint): void;
}

export const maxUint256 = 2n ** 256n - 1n;
export const maxUint160 = 2n ** 160n - 1n;

export function openFindings({ native, assets, declared }: Scene): Findings {
  const acts = new Set<Act>();
  const payments: Payment[] = [];
  const allowances: Allowance[] = [];
  let problem: Denial | undefined;
  return {
    calls: [],
    payments,
    allowances,
    acts,
    problem: () => problem,
    refuse(denial) {
      problem ??= denial;
    },
    tokenAt: (contract) =>
      tokensOf(assets).get(tokenKey(native.id, contract)) ?? unlistedToken(native.id, contract),
    pay(payment) {
      payments.push(payment);
      acts.add(payment.asset === declared ? 'payment' : 'undeclared_payment');
    },
    allow(asset, spender, units, largest) {
      const isUnlimited = units === largest;
      allowances.push({ asset, spender, units: isUnlimited ? 'unlimited' : units });
      acts.add(isUnlimited ? 'unlimited_allowance' : 'allowance');
    },
  };
}

/** Tables never change once they are made. */
const tokensByTable = new WeakMap<AssetTable, ReadonlyMap<string, string>>();

function tokensOf(assets: AssetTable): ReadonlyMap<string, string> {
  const known = tokensByTable.get(assets);
  if (known !== undefined) return known;
  const tokens = new Map<string, string>();
  for (const asset of assets.values()) {
    if (asset.family === 'evm_token') tokens.set(tokenKey(asset.native, asset.contract), asset.id);
  }
  tokensByTable.set(assets, tokens);
  return tokens;
}

function tokenKey(native: string, contract: string): string {
  return `${native} ${contract}`;
}
