/**
 * What operators set in a running ledger: pauses, exceptions and prices. Each change is a row of the audit chain and, in
 * the same step, the state under its key; the service reads the state every second (`service.ts`).
 */

import { isJsonObject, type JsonObject, parseJsonText } from '../lib/json.ts';

/** What is set now, by key: `pause:<subject>`, `exception:<payload hash>`, `price:<asset>`. */
export type ControlState = ReadonlyMap<string, JsonObject>;

export interface Pause {
  /** `everything`, `source:<id>`, `asset:<id>`, `destination:<address or id>`. */
  readonly subject: string;
  /** RETRY leaves the transaction waiting; REJECT ends it. */
  readonly answer: 'REJECT' | 'RETRY';
}

export interface Exception {
  readonly payloadSha256: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
  /** The transaction it was used for. */
  readonly usedBy?: string;
}

export interface Price {
  /** US dollars for one whole unit, a plain decimal. */
  readonly usd: string;
  /** When it was so, milliseconds since the epoch. */
  readonly at: number;
}

export interface Controls {
  readonly pauses: readonly Pause[];
  /** By payload hash. */
  readonly exceptions: ReadonlyMap<string, Exception>;
  /** By asset. */
  readonly prices: ReadonlyMap<string, Price>;
}

export const noControls: Controls = { pauses: [], exceptions: new Map(), prices: new Map() };

export const exceptionKey = (payloadSha256: string): string => `exception:${payloadSha256}`;

export function pauseChange({ subject, answer }: Pause): {
  readonly key: string;
  readonly value: JsonObject;
} {
  return { key: `pause:${subject}`, value: { answer } };
}

export function resumeChange(subject: string): { readonly key: string; readonly value: null } {
  return { key: `pause:${subject}`, value: null };
}

export function exceptionChange({ payloadSha256, until, usedBy }: Exception) {
  return { key: exceptionKey(payloadSha256), value: { until, ...(usedBy !== undefined && { usedBy }) } };
}

export function priceChange(asset: string, { usd, at }: Price) {
  return { key: `price:${asset}`, value: { usd, at } };
}

/** Whether the exception that is set under its key may still be used. */
export function isOpenException(value: JsonObject | undefined, now: number): boolean {
  const until = value?.['until'];
  return typeof until === 'number' && until > now && value?.['usedBy'] === undefined;
}

/** What the state says. A value that was not written by a `...Change` above sets nothing, but for a pause. */
export function readControls(state: ControlState): Controls {
  const pauses: Pause[] = [];
  const exceptions = new Map<string, Exception>();
  const prices = new Map<string, Price>();
  for (const [key, value] of state) {
    const at = key.indexOf(':');
    const name = key.slice(at + 1);
    const { answer, until, usedBy, usd, at: pricedAt } = value;
    switch (key.slice(0, at)) {
      case 'pause':
        // What cannot be read pauses in the stricter way.
        pauses.push({ subject: name, answer: answer === 'RETRY' ? 'RETRY' : 'REJECT' });
        break;
      case 'exception':
        if (typeof until === 'number') {
          const used = typeof usedBy === 'string' ? { usedBy } : {};
          exceptions.set(name, { payloadSha256: name, until, ...used });
        }
        break;
      case 'price':
        if (typeof usd === 'string' && typeof pricedAt === 'number') prices.set(name, { usd, at: pricedAt });
    }
  }
  return { pauses, exceptions, prices };
}

/** A stored value; undefined where the text is not an object. */
export function parseControlValue(text: string): JsonObject | undefined {
  const parsed = parseJsonText(text);
  return parsed.ok && isJsonObject(parsed.value) ? parsed.value : undefined;
}
