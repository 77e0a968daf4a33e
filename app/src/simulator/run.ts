/**
 * Plays scenarios, corpus cases and single requests one after another and collects the lines of the report. A handler that
 * cannot be reached ends the run at once; everything else is a line.
 */

import type { Case } from './corpus.ts';
import { type Cosigner, questionOf } from './cosigner.ts';
import { ask, type Play, type Step } from './play.ts';
import type { Scenario } from './scenario.ts';

/** The flood is a test of the handler, not of the network: bounded, whatever the options say. */
export const maxCount = 10_000;
export const maxConcurrency = 256;

export interface RunOptions {
  readonly cosigner: Cosigner;
  /** Requests of a scenario with many, at most `maxCount`. */
  readonly count: number;
  /** At most `maxConcurrency`. */
  readonly concurrency: number;
  /** Makes a request id that no earlier run has used. */
  readonly newId: () => string;
}

export interface RunResult {
  readonly steps: readonly Step[];
  /** Scenarios that could not be played with what the co-signer has. */
  readonly skipped: readonly string[];
  /** Why the handler could not be reached, if it could not. */
  readonly unreachable: string | undefined;
}

export async function runScenarios(scenarios: readonly Scenario[], options: RunOptions): Promise<RunResult> {
  const playable = scenarios.filter((scenario) => canPlay(scenario, options.cosigner));
  const skipped = scenarios.filter((scenario) => !playable.includes(scenario)).map(({ name }) => name);
  const acts = playable.map((scenario) => ({ name: scenario.name, play: scenario.play }));
  return { ...(await runActs(acts, options)), skipped };
}

export async function runCases(cases: readonly Case[], options: RunOptions): Promise<RunResult> {
  const acts = cases.map((one) => ({
    name: one.name,
    play: async (play: Play): Promise<void> => {
      await ask(play, one.request, { sent: describe(one), operation: one.operation, expect: one.expect });
    },
  }));
  return { ...(await runActs(acts, options)), skipped: [] };
}

/** No line failed, and there was at least one. */
export function holds(result: RunResult): boolean {
  return result.unreachable === undefined && result.steps.length > 0 && result.steps.every((step) => step.ok);
}

interface Act {
  readonly name: string;
  readonly play: (play: Play) => Promise<void>;
}

async function runActs(acts: readonly Act[], options: RunOptions): Promise<Omit<RunResult, 'skipped'>> {
  const steps: Step[] = [];
  const refusals = new Set<string>();
  for (const act of acts) {
    const record = (step: Step): void => {
      steps.push(step);
    };
    await act.play({
      scenario: act.name,
      cosigner: options.cosigner,
      count: Math.min(options.count, maxCount),
      concurrency: Math.min(options.concurrency, maxConcurrency),
      newId: options.newId,
      record,
      refusals,
    });
    const [first] = steps;
    if (first?.got === 'no answer') return { steps, unreachable: first.why };
  }
  return { steps, unreachable: undefined };
}

function canPlay(scenario: Scenario, cosigner: Cosigner): boolean {
  const has = { token: cosigner.keys !== undefined, other_signer: cosigner.otherSignerId !== undefined };
  return scenario.needs === undefined || has[scenario.needs];
}

function describe({ request, operation }: Case): string {
  const text = (name: string): string => (typeof request[name] === 'string' ? request[name] : '?');
  return operation === 'configuration_change'
    ? `change ${text('type')}`
    : `${questionOf(request).stage} of ${text('operation')} ${text('amountStr')} ${text('asset')}`;
}
