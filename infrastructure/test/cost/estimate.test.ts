import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { estimate, groupTotal } from '../../src/cost/estimate.ts';
import { type Layout, layouts } from '../../src/cost/layout.ts';
import { layoutTable, planTable } from '../../src/cost/markdown.ts';
import { explainPlan } from '../../src/cost/plan.ts';
import { parsePrices } from '../../src/cost/prices.ts';
import { type DeploymentName, deployed } from '../helpers/deployments.ts';
import { at, isObject, list, object } from '../helpers/json.ts';
import { readText, repository } from '../helpers/template.ts';

const prices = parsePrices(readText('pricing.ap-northeast-1.json'));
const total = (layout: Layout): string => estimate(layout, prices).total.toFixed(1);
const bare = { customMetrics: 0, containerInsights: false, ledger: false } as const;

describe('a month costs', () => {
  test('what was worked out by hand for the plan: as written 61.8, as meant 72.0', () => {
    assert.equal(total(layouts.planAsWritten), '61.8');
    assert.equal(total(layouts.planAsMeant), '72.0');
  });

  test('125.7 for two tasks, endpoints in both zones, eight alarms and a key', () => {
    assert.equal(total({ ...layouts.ha, ...bare, alarmMetrics: 8 }), '125.7');
    assert.equal(total({ ...layouts.haArm, ...bare, alarmMetrics: 8 }), '121.2');
  });

  test('one price per endpoint and zone', () => {
    const endpoints = (layout: Layout): number => groupTotal(estimate(layout, prices), 'endpoints');
    assert.equal(endpoints(layouts.economy).toFixed(2), '40.88');
    assert.equal(endpoints(layouts.ha).toFixed(2), '81.76');
    assert.equal(endpoints(layouts.haKms).toFixed(2), '102.20');
  });

  test('the sum of its lines, each a quantity at a price', () => {
    const { lines, total } = estimate(layouts.haCosigner, prices);
    assert.ok(lines.every((line) => line.monthly === line.quantity * line.price && line.quantity > 0));
    assert.equal(
      lines.reduce((sum, line) => sum + line.monthly, 0),
      total,
    );
  });
});

describe('the layouts are the template’s', () => {
  const pairs: readonly (readonly [Layout, DeploymentName])[] = [
    [layouts.ha, 'ha'],
    [layouts.economy, 'economy'],
  ];
  for (const [layout, name] of pairs) {
    const resources = Object.values(object(deployed(name)['Resources']));
    const ofType = (type: string): readonly object[] =>
      resources.filter((resource) => at(resource, 'Type') === `AWS::${type}`).map(object);

    test(`${name}: tasks, endpoints and zones`, () => {
      const [service = {}] = ofType('ECS::Service');
      assert.equal(at(object({ ...service }), 'Properties', 'DesiredCount'), layout.tasks);
      const interfaces = ofType('EC2::VPCEndpoint').filter((endpoint) =>
        JSON.stringify(endpoint).includes('"Interface"'),
      );
      assert.equal(interfaces.length, layout.endpoints);
      assert.ok(
        interfaces.every(
          (endpoint) =>
            list(at(object({ ...endpoint }), 'Properties', 'SubnetIds')).length === layout.endpointZones,
        ),
      );
    });

    test(`${name}: every metric that an alarm watches is paid for`, () => {
      const watched = ofType('CloudWatch::Alarm').map((alarm) => {
        const metrics = object(at(object({ ...alarm }), 'Properties'))['Metrics'];
        return metrics === undefined
          ? 1
          : list(metrics).filter((metric) => isObject(metric) && 'MetricStat' in metric).length;
      });
      assert.equal(
        watched.reduce((sum, count) => sum + count, 0),
        layout.alarmMetrics,
      );
    });
  }

  test('and the metrics are the handler’s', () => {
    const source = readFileSync(join(repository, 'app/src/audit/emf.ts'), 'utf8');
    const [, counts = ''] = /const names: readonly Name\[\] = \[([^\]]+)\]/.exec(source) ?? [];
    const others = ['KeyAgeSeconds', 'LedgerPending', 'LedgerHealthy', 'DecisionMilliseconds'];
    for (const name of others) assert.match(source, new RegExp(`\\b${name}:`));
    assert.equal(
      counts.split(',').filter((name) => name.trim() !== '').length + others.length,
      layouts.ha.customMetrics,
    );
  });
});

describe('the plan’s table', () => {
  test('adds up to the 54 USD that it says', () => {
    assert.equal(
      explainPlan(prices).reduce((sum, { said }) => sum + said, 0),
      54,
    );
  });

  test('costs what the plan as meant costs', () => {
    const costs = explainPlan(prices).reduce((sum, line) => sum + line.costs, 0);
    assert.equal(costs.toFixed(6), estimate(layouts.planAsMeant, prices).total.toFixed(6));
  });
});

test('docs/aws.md shows these tables', () => {
  const document = readFileSync(join(repository, 'docs/aws.md'), 'utf8');
  assert.ok(document.includes(layoutTable(prices)), layoutTable(prices));
  assert.ok(document.includes(planTable(prices)), planTable(prices));
});
