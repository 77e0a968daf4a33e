/**
 * The dated price file as typed values. Knows nothing of what is deployed. A price that is missing or malformed is an
 * error here, not a zero in an estimate.
 */

export type Confidence = 'high' | 'medium' | 'low';

export interface Price {
  readonly id: string;
  readonly usageType: string;
  /** USD for one unit. */
  readonly price: number;
  readonly unit: string;
  /** Year and month in which it was read. */
  readonly date: string;
  readonly confidence: Confidence;
}

export type Prices = ReadonlyMap<string, Price>;

export function parsePrices(text: string): Prices {
  const file: unknown = JSON.parse(text);
  if (!isRecord(file) || !Array.isArray(file['prices']))
    throw new Error('the price file has no list of prices');
  return new Map(file['prices'].map(parsePrice).map((price) => [price.id, price]));
}

export function priceOf(prices: Prices, id: string): Price {
  const price = prices.get(id);
  if (price === undefined) throw new Error(`the price file has no ${id}`);
  return price;
}

function parsePrice(entry: unknown): Price {
  if (!isRecord(entry)) throw new Error('a price is no object');
  const { id, usageType, price, unit, date, confidence } = entry;
  if (typeof id !== 'string' || typeof usageType !== 'string' || typeof unit !== 'string')
    throw new Error(`a price needs id, usageType and unit: ${JSON.stringify(entry)}`);
  if (typeof price !== 'number' || !(price > 0)) throw new Error(`${id} has no price above zero`);
  if (typeof date !== 'string' || !/^20[0-9]{2}-(0[1-9]|1[0-2])$/.test(date))
    throw new Error(`${id} has no date like 2026-11`);
  if (confidence !== 'high' && confidence !== 'medium' && confidence !== 'low')
    throw new Error(`${id} has no confidence`);
  return { id, usageType, price, unit, date, confidence };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
