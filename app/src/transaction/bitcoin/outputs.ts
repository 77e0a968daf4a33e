/**
 * The outputs that the signatures are over, proven to be the declared payments, at most one output of change to the
 * vault itself, and nothing else. A legacy entry shows them; BIP-143 and BIP-341 show only a hash.
 */

import type { Denial } from '../../decision/denial.ts';
import type { Result } from '../../lib/result.ts';
import type { Declared } from './destinations.ts';
import { settleHidden } from './hidden-outputs.ts';
import type { Inputs } from './inputs.ts';
import type { Settlement } from './settlement.ts';
import { settleShown } from './shown-outputs.ts';

/** `own`: where change may go. */
export function settle(
  inputs: Inputs,
  declared: Declared,
  own: readonly Uint8Array[],
): Result<Settlement, Denial> {
  return inputs.outputs === undefined
    ? settleHidden(inputs, declared, own)
    : settleShown(inputs.outputs, inputs.knownUnits, declared, own);
}
