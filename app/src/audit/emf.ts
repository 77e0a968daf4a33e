/**
 * The same figures as CloudWatch embedded metric format (EMF specification, version 0): one log line per period, so that
 * a task needs no metrics endpoint and no `PutMetricData`.
 */

import { type Event, severityOf } from './events.ts';
import type { Gauges } from './metrics.ts';

const namespace = 'CallbackHandler';

/** EMF takes at most 100 values of one metric in one line. */
const maxValues = 100;

type Name =
  | 'Approved'
  | 'Rejected'
  | 'Retried'
  | 'Ignored'
  | 'Unauthenticated'
  | 'TransactionMismatch'
  | 'RequestChanged'
  | 'Alerts'
  | 'Faults';

const names: readonly Name[] = [
  'Approved',
  'Rejected',
  'Retried',
  'Ignored',
  'Unauthenticated',
  'TransactionMismatch',
  'RequestChanged',
  'Alerts',
  'Faults',
];

const byAction = { APPROVE: 'Approved', REJECT: 'Rejected', RETRY: 'Retried', IGNORE: 'Ignored' } as const;

export class EmfPeriod {
  readonly #counts = new Map<Name, number>();
  #latencies: number[] = [];
  #seen = 0;

  observe(event: Event): void {
    if (severityOf(event) === 'alert') this.#add('Alerts');
    if (event.event === 'decided') {
      this.#add(byAction[event.action]);
      if (event.reason.startsWith('transaction_')) this.#add('TransactionMismatch');
      if (event.reason === 'request_changed') this.#add('RequestChanged');
      this.#sample(event.milliseconds);
    } else if (event.event === 'unauthenticated') {
      this.#add('Unauthenticated');
    } else if (severityOf(event) === 'alert') {
      this.#add('Faults');
    }
  }

  /** The period's line; starts a new period. */
  flush(now: number, gauges: Gauges): string {
    const values: Record<string, number | readonly number[]> = {
      ...Object.fromEntries(names.map((name) => [name, this.#counts.get(name) ?? 0])),
      KeyAgeSeconds: gauges.keyAgeSeconds,
      ClockBehindSeconds: gauges.clockBehindSeconds,
      LedgerPending: gauges.ledgerPending,
      LedgerHealthy: Number(gauges.ledgerHealthy),
      ...(this.#latencies.length > 0 && { DecisionMilliseconds: this.#latencies }),
    };
    const metrics = Object.keys(values).map((Name) => ({ Name, Unit: unitOf(Name) }));
    this.#counts.clear();
    this.#latencies = [];
    this.#seen = 0;
    const directive = { Namespace: namespace, Dimensions: [[]], Metrics: metrics };
    return `${JSON.stringify({ _aws: { Timestamp: now, CloudWatchMetrics: [directive] }, ...values })}\n`;
  }

  #add(name: Name): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  /** Every value until 100, then each later one in the place of an older one, evenly spread. */
  #sample(milliseconds: number): void {
    if (this.#latencies.length < maxValues) this.#latencies.push(milliseconds);
    else this.#latencies[this.#seen % maxValues] = milliseconds;
    this.#seen += 1;
  }
}

function unitOf(name: string): string {
  if (name.endsWith('Seconds') && !name.endsWith('Milliseconds')) return 'Seconds';
  return name.endsWith('Milliseconds') ? 'Milliseconds' : 'Count';
}
