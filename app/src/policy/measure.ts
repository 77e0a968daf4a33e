/**
 * What limits count, always in whole units: the asset's base units, hundred-millionths of a US dollar (rounded up), or
 * transactions. What cannot be measured is undefined, and counts against the request.
 */

import {
  addDecimals,
  type Decimal,
  formatDecimal,
  fromBaseUnits,
  parseDecimal,
  toBaseUnits,
} from '../lib/decimal.ts';
import { err, ok, type Result } from '../lib/result.ts';
import type { AssetTable } from '../transaction/asset.ts';
import type { Controls } from './controls.ts';

/** The most that a limit allows. */
export interface Cap {
  /** An asset id, `USD` or `transactions`. */
  readonly unit: string;
  /** How many digits behind the point a whole unit of the measure has. */
  readonly decimals: number;
  readonly amount: bigint;
}

/** Where US dollar amounts come from. */
export type Pricing =
  /** The co-signer's own estimate, and the percentage by which the truth may be above it. */
  | { readonly from: 'cosigner'; readonly marginPercent: number }
  /** The table that the operator's job writes, and how old its prices may be. */
  | { readonly from: 'table'; readonly maxAgeMs: number };

/** A sum of money that leaves for one place or for all together. */
export interface Payment {
  readonly asset: string;
  readonly amount: Decimal | undefined;
  /** The co-signer's estimate of its value. */
  readonly usd: Decimal | undefined;
}

const usdDecimals = 8;
const counted = 'transactions';

/** `1.5 ETH`, `50000 USD`, `20 transactions`. */
export function parseCap(text: string, assets: AssetTable): Result<Cap, string> {
  const [number = '', unit = '', ...rest] = text.split(' ');
  if (unit === counted && rest.length === 0 && /^(?:0|[1-9][0-9]{0,8})$/.test(number)) {
    return ok({ unit, decimals: 0, amount: BigInt(number) });
  }
  if (unit === 'USD' && rest.length === 0) {
    const value = parseDecimal(number);
    const amount = value.ok ? toBaseUnits(value.value, usdDecimals) : value;
    if (amount.ok) return ok({ unit, decimals: usdDecimals, amount: amount.value });
  }
  const asset = assets.get(unit);
  const value = parseDecimal(number);
  const amount = asset && value.ok ? toBaseUnits(value.value, asset.decimals) : value;
  if (asset !== undefined && amount.ok && typeof amount.value === 'bigint' && rest.length === 0) {
    return ok({ unit, decimals: asset.decimals, amount: amount.value });
  }
  return err(
    `\`${text.slice(0, 80)}\` is not a limit: write an amount of a known asset, no finer than the asset, such as 1.5 ETH; or 50000 USD; or 20 transactions`,
  );
}

/** Whether the cap says anything about payments of this asset. */
export function measures({ unit }: Cap, asset: string): boolean {
  return unit === 'USD' || unit === counted || unit === asset;
}

export function measurePayment(
  { unit, decimals }: Cap,
  payment: Payment,
  pricing: Pricing,
  { prices }: Controls,
  now: number,
): bigint | undefined {
  if (unit === counted) return 1n;
  const { amount, usd, asset } = payment;
  if (amount === undefined) return undefined;
  if (unit !== 'USD') {
    const units = toBaseUnits(amount, decimals);
    return units.ok ? units.value : undefined;
  }
  if (pricing.from === 'cosigner') {
    return usd && roundUp({ units: usd.units * BigInt(100 + pricing.marginPercent), scale: usd.scale + 2 });
  }
  const price = prices.get(asset);
  // A price from the future is as little worth as an old one.
  if (price === undefined || Math.abs(now - price.at) > pricing.maxAgeMs) return undefined;
  return roundUp({ units: amount.units * price.usd.units, scale: amount.scale + price.usd.scale });
}

/** In whole units of the measure, never less than the value. */
function roundUp({ units, scale }: Decimal): bigint {
  if (scale <= usdDecimals) return units * 10n ** BigInt(usdDecimals - scale);
  const divisor = 10n ** BigInt(scale - usdDecimals);
  return (units + divisor - 1n) / divisor;
}

/** `1.5 ETH`. */
export function formatUnits(amount: bigint, { unit, decimals }: Pick<Cap, 'unit' | 'decimals'>): string {
  return `${formatDecimal(fromBaseUnits(amount, decimals))} ${unit}`;
}

/** The sum, or undefined where a part is not known. */
export function sumOf(amounts: readonly (Decimal | undefined)[]): Decimal | undefined {
  let total: Decimal = { units: 0n, scale: 0 };
  for (const amount of amounts) {
    if (amount === undefined) return undefined;
    total = addDecimals(total, amount);
  }
  return total;
}
