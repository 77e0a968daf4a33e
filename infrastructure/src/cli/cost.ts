/** `cost`: what a month costs in each layout, and the plan's own table explained; from the dated price file. */

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { ok } from '../lib/result.ts';
import type { Messages } from '../messages/messages.ts';
import { runBare } from './run-command.ts';

const priceFile = fileURLToPath(new URL('../../pricing.ap-northeast-1.json', import.meta.url));

export function costCommand(messages: Messages): Command {
  return new Command('cost').description(messages('help_cost')).action((_options: object, command: Command) =>
    runBare(command, async ({ say, options }) => {
      const [{ estimate }, { layouts }, { layoutTable, planTable }, { explainPlan }, { parsePrices }] =
        await Promise.all([
          import('../cost/estimate.ts'),
          import('../cost/layout.ts'),
          import('../cost/markdown.ts'),
          import('../cost/plan.ts'),
          import('../cost/prices.ts'),
        ]);
      const prices = parsePrices(await readFile(priceFile, 'utf8'));
      if (options.json) {
        const estimates = Object.values(layouts).map((layout) => estimate(layout, prices));
        say(JSON.stringify({ ok: true, estimates, plan: explainPlan(prices) }));
      } else {
        say(`${messages('cost_note')}\n`);
        say(layoutTable(prices));
        say('');
        say(planTable(prices));
      }
      return ok(undefined);
    }),
  );
}
