/** The plan's own cost table, about 54 USD a month, beside what the same things cost: line by line, and why. */

import { type Estimate, estimate } from './estimate.ts';
import { layouts } from './layout.ts';
import type { Prices } from './prices.ts';

export interface PlanLine {
  readonly what: string;
  /** USD a month, as the plan says. */
  readonly said: number;
  /** USD a month, at the price file's prices. */
  readonly costs: number;
  readonly why: string;
}

/** The plan as meant: with the endpoint for keys that it draws and does not write. */
export function explainPlan(prices: Prices): readonly PlanLine[] {
  const meant = estimate(layouts.planAsMeant, prices);
  return [
    {
      what: 'Fargate',
      said: 18,
      costs: sum(meant, ['processors', 'memory']),
      why: 'a task of a quarter of a processor is cheaper',
    },
    {
      what: 'Load balancer',
      said: 20,
      costs: sum(meant, ['load balancer', 'its work']),
      why: 'nearly right',
    },
    {
      what: 'Endpoints',
      said: 10,
      costs: sum(meant, ['interface endpoints']),
      why: 'the price of one endpoint in one zone; four are needed',
    },
    { what: 'Private zone', said: 1, costs: sum(meant, ['private zone']), why: 'half a dollar' },
    {
      what: 'Logs',
      said: 5,
      costs: sum(meant, ['logs written', 'logs kept', 'alarms']),
      why: 'a gigabyte a month and two alarms',
    },
    { what: 'Certificate', said: 0, costs: 0, why: 'public certificates of ACM are free' },
    { what: 'Images', said: 0, costs: sum(meant, ['images kept']), why: 'left out' },
  ];
}

function sum({ lines }: Estimate, names: readonly string[]): number {
  return lines.filter(({ what }) => names.includes(what)).reduce((total, { monthly }) => total + monthly, 0);
}
