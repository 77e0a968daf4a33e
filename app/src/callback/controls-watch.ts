/**
 * What operators have set (pauses, exceptions, prices), looked up in the ledger again and again, so that a pause acts on
 * every task without a deployment. When the last look is too old, nothing new is decided.
 */

import type { Report } from '../audit/events.ts';
import { type Exception, readControls } from '../ledger/control.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { parseDecimal } from '../lib/decimal.ts';
import type { Controls, Price } from '../policy/controls.ts';
import { faultName } from './fault-name.ts';

export interface ControlsNow extends Controls {
  /** By payload hash. */
  readonly exceptions: ReadonlyMap<string, Exception>;
}

/** A pause acts within two seconds: half of that for the next look, half for a slow one. */
export const controlsPeriodMs = 500;
export const maxControlsAgeMs = 2_000;

export class ControlsWatch {
  readonly #ledger: Pick<Ledger, 'controls'>;
  readonly #stopwatch: () => number;
  readonly #report: Report;
  #seen: { readonly controls: ControlsNow; readonly at: number } | undefined;
  #failing = false;
  #looking: Promise<void> | undefined;

  /** `stopwatch`: monotonic milliseconds. */
  constructor(ledger: Pick<Ledger, 'controls'>, stopwatch: () => number, report: Report) {
    this.#ledger = ledger;
    this.#stopwatch = stopwatch;
    this.#report = report;
  }

  current(): ControlsNow | undefined {
    const seen = this.#seen;
    return seen !== undefined && this.#stopwatch() - seen.at <= maxControlsAgeMs ? seen.controls : undefined;
  }

  /** One look at a time; a failure is reported once, until a look succeeds again. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(): Promise<void> {
    // What is read is at least as new as the moment at which the reading began.
    const at = this.#stopwatch();
    try {
      const { pauses, exceptions, prices } = readControls(await this.#ledger.controls());
      const known = new Map<string, Price>();
      for (const [asset, price] of prices) {
        const usd = parseDecimal(price.usd);
        if (usd.ok) known.set(asset, { usd: usd.value, at: price.at });
      }
      this.#seen = { controls: { pauses, exceptions, prices: known }, at };
      this.#failing = false;
    } catch (error) {
      if (!this.#failing)
        this.#report({ event: 'ledger_fault', operation: 'controls', problem: faultName(error) });
      this.#failing = true;
    }
  }
}
