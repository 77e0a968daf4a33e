/**
 * Prometheus metrics, counted from the same events that are logged. Labels come from closed sets only: a stranger cannot
 * make a new time series.
 */

import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Decided, Event } from './events.ts';

/** Read at every scrape. */
export interface Gauges {
  readonly ledgerHealthy: boolean;
  readonly ledgerRows: number;
  readonly ledgerPending: number;
  /** Seconds since the keys in use were fetched. */
  readonly keyAgeSeconds: number;
  /** Seconds since the newest durable ledger entry of this process; undefined before the first. */
  readonly ledgerAgeSeconds: number | undefined;
  /** How far the machine's clock is behind the latest time that it told; 0 as it should be. */
  readonly clockBehindSeconds: number;
}

export interface Metrics {
  observe(event: Event): void;
  /** The exposition text (format 0.0.4) and its content type. */
  render(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** From a repeated answer (under a millisecond) to the 20 s deadline. */
const latencySeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];

export function createMetrics(gauges: () => Gauges): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const decisions = new Counter({
    name: 'callback_decisions_total',
    help: 'Authentic requests answered, by what was asked, the answer and its reason.',
    labelNames: ['path', 'stage', 'action', 'reason', 'how'] as const,
    registers,
  });
  const latency = new Histogram({
    name: 'callback_decision_seconds',
    help: 'Seconds from the arrival of an authentic request to its answer.',
    labelNames: ['stage'] as const,
    buckets: latencySeconds,
    registers,
  });
  const steps = new Histogram({
    name: 'callback_step_seconds',
    help: 'Seconds spent in each station of the pipeline.',
    labelNames: ['step'] as const,
    buckets: latencySeconds,
    registers,
  });
  const strangers = new Counter({
    name: 'callback_unauthenticated_total',
    help: 'Requests refused with 401, by the check that failed.',
    labelNames: ['failure'] as const,
    registers,
  });
  const faults = new Counter({
    name: 'callback_faults_total',
    help: 'Faults of the service itself.',
    labelNames: ['fault'] as const,
    registers,
  });
  registerGauges(registry, gauges);

  const observeDecision = (event: Decided): void => {
    const { path, stage, action, reason, how } = event;
    decisions.inc({ path, stage, action, reason, how });
    latency.observe({ stage }, event.milliseconds / 1000);
    for (const [step, milliseconds] of Object.entries(event.steps))
      steps.observe({ step }, milliseconds / 1000);
  };

  return {
    observe(event) {
      switch (event.event) {
        case 'decided':
          return observeDecision(event);
        case 'unauthenticated':
          return strangers.inc({ failure: event.failure });
        case 'ledger_fault':
        case 'cannot_sign':
        case 'keys_refresh_failed':
        case 'bug':
          return faults.inc({ fault: event.event });
        case 'started':
        case 'draining':
        case 'stopped':
        case 'keys_refreshed':
      }
    },
    async render() {
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}

function registerGauges(registry: Registry, read: () => Gauges): void {
  const gauge = (name: string, help: string, value: (gauges: Gauges) => number | undefined): void => {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        const now = value(read());
        if (now !== undefined) this.set(now);
      },
    });
  };
  gauge('callback_ledger_healthy', '1 while decisions can be recorded.', (now) => Number(now.ledgerHealthy));
  gauge('callback_ledger_rows', 'Rows in the ledger.', (now) => now.ledgerRows);
  gauge('callback_ledger_pending', 'Decisions waiting to become durable.', (now) => now.ledgerPending);
  gauge(
    'callback_ledger_age_seconds',
    'Seconds since this process last recorded a decision.',
    (now) => now.ledgerAgeSeconds,
  );
  gauge(
    'callback_key_age_seconds',
    'Seconds since the keys in use were fetched.',
    (now) => now.keyAgeSeconds,
  );
  gauge(
    'callback_clock_behind_seconds',
    'Seconds by which the clock went back; 0 as it should be.',
    (now) => now.clockBehindSeconds,
  );
  gauge('process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss());
}
