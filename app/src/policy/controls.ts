/**
 * What operators may set while the service runs, as the policy sees it, and whether a pause is about a request. A pause
 * is a kill switch: it stops what would be permitted or held, and no exception lifts it.
 */

import type { Decimal } from '../lib/decimal.ts';
import type { Request } from '../request/request.ts';
import type { Payment } from '../transaction/facts.ts';
import { normaliseAddress } from './address.ts';
import type { Subject } from './policy.ts';

export interface Controls {
  readonly pauses: readonly Pause[];
  /** By asset. */
  readonly prices: ReadonlyMap<string, Price>;
}

export interface Pause {
  /** `everything`, `source:<id>`, `asset:<id>`, `destination:<address or id>`. */
  readonly subject: string;
  readonly answer: 'REJECT' | 'RETRY';
}

export interface Price {
  /** US dollars for one whole unit. */
  readonly usd: Decimal;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export const noControls: Controls = { pauses: [], prices: new Map() };

const subjectPattern = /^(?:everything|(?:source|asset|destination):[!-~]{1,128})$/;

/** A subject as pauses are kept, or undefined where it is none. */
export function parsePauseSubject(text: string): string | undefined {
  if (!subjectPattern.test(text)) return undefined;
  const [kind = '', ...rest] = text.split(':');
  return kind === 'destination' ? `destination:${normaliseAddress(rest.join(':'))}` : text;
}

/**
 * The pause that stops the request: one that says REJECT before one that says RETRY. Judged on what the request declares and on what its bytes do: a
 * payment that nobody declared is stopped too.
 */
export function findPause(
  { request, evidence }: Pick<Subject, 'request' | 'evidence'>,
  pauses: readonly Pause[],
): Pause | undefined {
  if (pauses.length === 0) return undefined;
  const facts = evidence.kind === 'bytes_matched' ? evidence.facts.payments : [];
  const subjects = subjectsOf(request, facts);
  const found = pauses.filter(({ subject }) => subjects.has(subject));
  return found.find(({ answer }) => answer === 'REJECT') ?? found[0];
}

function subjectsOf(request: Request, payments: readonly Payment[]): ReadonlySet<string> {
  if (request.kind === 'configuration_change') return new Set(['everything']);
  const { source, asset, destinations, destination, destAddress } = request;
  const addresses = destinations.flatMap((one) => [one.address, one.displayAddress, one.id]);
  const named = [...addresses, destAddress, destination?.id].filter(
    (text) => text !== undefined && text !== '',
  );
  return new Set([
    'everything',
    `source:${source.id}`,
    `asset:${asset}`,
    ...named.map((text) => `destination:${normaliseAddress(String(text))}`),
    ...payments.flatMap((paid) => [`asset:${paid.asset}`, `destination:${normaliseAddress(paid.to)}`]),
  ]);
}
