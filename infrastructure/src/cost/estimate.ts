/**
 * A month's cost of a layout, line by line: what, how much of it, at which price. 730 hours, no tax, no free tier, no
 * traffic between zones. Pure: prices come in as values.
 */

import type { Layout } from './layout.ts';
import { type Confidence, type Prices, priceOf } from './prices.ts';

export type Group = 'tasks' | 'load balancer' | 'endpoints' | 'observation' | 'other' | 'co-signer';

export interface CostLine {
  readonly group: Group;
  readonly what: string;
  readonly usageType: string;
  readonly quantity: number;
  readonly unit: string;
  readonly price: number;
  /** USD a month. */
  readonly monthly: number;
  readonly confidence: Confidence;
}

export interface Estimate {
  readonly layout: string;
  readonly lines: readonly CostLine[];
  /** USD a month. */
  readonly total: number;
}

const hours = 730;
const vcpuPerTask = 0.25;
const gbPerTask = 0.5;

/** What a quiet month uses. */
const usage = {
  capacityUnits: 0.1,
  logGb: 1,
  imageGb: 0.5,
  writesInMillions: 0.3,
  ledgerGb: 0.1,
  diskGb: 30,
} as const;

export function estimate(layout: Layout, prices: Prices): Estimate {
  const line = (group: Group, what: string, id: string, quantity: number): CostLine => {
    const { usageType, unit, price, confidence } = priceOf(prices, id);
    return { group, what, usageType, quantity, unit, price, monthly: quantity * price, confidence };
  };
  const { tasks, architecture } = layout;
  const cosigners = Number(layout.cosigner);
  const lines = [
    line('tasks', 'processors', `fargate-vcpu-${architecture}`, tasks * vcpuPerTask * hours),
    line('tasks', 'memory', `fargate-gb-${architecture}`, tasks * gbPerTask * hours),
    line('load balancer', 'load balancer', 'load-balancer', hours),
    line('load balancer', 'its work', 'load-balancer-capacity', usage.capacityUnits * hours),
    line('endpoints', 'interface endpoints', 'endpoint', layout.endpoints * layout.endpointZones * hours),
    line('observation', 'logs written', 'logs-in', usage.logGb),
    line('observation', 'logs kept', 'logs-kept', usage.logGb),
    line('observation', 'alarms', 'alarm', layout.alarmMetrics),
    line('observation', 'the handler’s metrics', 'metric', layout.customMetrics),
    line('observation', 'Container Insights', 'container-insights', Number(layout.containerInsights)),
    line('other', 'private zone', 'hosted-zone', 1),
    line('other', 'images kept', 'image-storage', usage.imageGb),
    line('other', 'keys', 'key', layout.keys),
    line('other', 'ledger, written', 'ledger-writes', Number(layout.ledger) * usage.writesInMillions),
    line('other', 'ledger, kept', 'ledger-storage', Number(layout.ledger) * usage.ledgerGb),
    line('co-signer', 'host', 'instance', cosigners * hours),
    line('co-signer', 'disk', 'disk', cosigners * usage.diskGb),
    line('co-signer', 'NAT', 'nat', cosigners * hours),
    line('co-signer', 'public address', 'public-address', cosigners * hours),
    line('co-signer', 'its own zone', 'hosted-zone', cosigners),
  ].filter(({ quantity }) => quantity > 0);
  return { layout: layout.name, lines, total: lines.reduce((sum, { monthly }) => sum + monthly, 0) };
}

export function groupTotal({ lines }: Estimate, group: Group): number {
  return lines.filter((line) => line.group === group).reduce((sum, { monthly }) => sum + monthly, 0);
}
