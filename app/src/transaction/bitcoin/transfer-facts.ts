/** The facts of a matched transfer: what is paid and to whom, what it costs, what could not be proven. */

import type { JsonObject } from '../../lib/json.ts';
import type { BitcoinAsset } from '../asset.ts';
import { type Act, composeFacts, type TransactionFacts } from '../facts.ts';
import { describeOutputs, typesOf } from './describe-outputs.ts';
import type { Inputs } from './inputs.ts';
import type { Settlement } from './settlement.ts';
import { feeRateOf, sizeOfInput, virtualSize } from './size.ts';

export interface Matched {
  readonly asset: BitcoinAsset;
  readonly digests: readonly string[];
  readonly inputs: Inputs;
  readonly settlement: Settlement;
  readonly feeUnits: bigint;
  /** False: the fee is what the request says, and no more is known. */
  readonly isFeeProven: boolean;
}

export function transferFacts(matched: Matched): TransactionFacts {
  const { asset, digests, inputs, settlement, feeUnits, isFeeProven } = matched;
  const { outputs, paid, data } = settlement;
  const virtualBytes = virtualSize(inputs.preimages.map(sizeOfInput), outputs);
  const acts: Act[] = ['payment'];
  if (!isFeeProven) acts.push('unproven_input_values');
  if (data.length > 0) acts.push('data_output');
  return composeFacts({
    family: 'bitcoin',
    digests,
    acts,
    payments: paid.map(({ to, units }, i) => ({ asset: asset.id, to, units, destination: i })),
    fee: isFeeProven ? { asset: asset.id, units: feeUnits } : undefined,
    ...(isFeeProven && { feeRate: feeRateOf(feeUnits, virtualBytes) }),
    outputTypes: typesOf(outputs),
    details: describe(matched, virtualBytes),
  });
}

function describe(
  { asset, inputs, settlement, feeUnits, isFeeProven }: Matched,
  virtualBytes: number,
): JsonObject {
  const { preimages } = inputs;
  const [{ version, locktime }] = preimages;
  const { change } = settlement;
  return {
    network: asset.network,
    version,
    locktime,
    inputs: preimages.length,
    inputKinds: [...new Set(preimages.map(({ kind }) => kind))].sort(),
    outputs: describeOutputs(settlement.outputs, asset.network),
    virtualBytes,
    ...(change && { change: String(change.value) }),
    ...(isFeeProven ? {} : { declaredFee: String(feeUnits) }),
  };
}
