/** Cost tables for documents: the layouts side by side, and the plan's table explained. */

import { type Estimate, estimate, type Group, groupTotal } from './estimate.ts';
import { type Layout, layouts } from './layout.ts';
import { explainPlan } from './plan.ts';
import type { Prices } from './prices.ts';

const groups: readonly Group[] = ['tasks', 'load balancer', 'endpoints', 'observation', 'other', 'co-signer'];

export function layoutTable(prices: Prices): string {
  const all: readonly Layout[] = Object.values(layouts);
  return table(
    ['layout', ...groups, '**total**'],
    all.map((layout) => layoutRow(estimate(layout, prices))),
  );
}

function layoutRow(estimated: Estimate): readonly string[] {
  const parts = groups.map((group) => usd(groupTotal(estimated, group)));
  return [estimated.layout, ...parts, `**${usd(estimated.total)}**`];
}

export function planTable(prices: Prices): string {
  const lines = explainPlan(prices);
  const said = lines.reduce((sum, line) => sum + line.said, 0);
  const costs = lines.reduce((sum, line) => sum + line.costs, 0);
  return table(
    ['line', 'the plan says', 'it costs', 'why'],
    [
      ...lines.map((line) => [line.what, usd(line.said), usd(line.costs), line.why]),
      ['**Total**', `**${usd(said)}**`, `**${usd(costs)}**`, 'one task, one zone, no key of its own'],
    ],
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}

export function usd(amount: number): string {
  return amount === 0 ? '-' : amount.toFixed(2);
}
