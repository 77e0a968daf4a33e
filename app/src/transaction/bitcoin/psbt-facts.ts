/**
 * The facts of a partially signed transaction: everything that does not provably come back to the source is paid. What an
 * input is worth is proven by its previous transaction, or by a signature of this request that commits to it; where
 * neither is there, the fee is nobody's word and no fact.
 */

import { equalBytes } from '../../lib/hex.ts';
import type { BitcoinAsset } from '../asset.ts';
import { type Act, composeFacts, type TransactionFacts } from '../facts.ts';
import { describeOutputs, placeOf, typesOf } from './describe-outputs.ts';
import { networks } from './networks.ts';
import { ownScripts } from './own-scripts.ts';
import type { Psbt } from './psbt.ts';
import type { SignedInput } from './psbt-signature-hash.ts';
import { outputTypeOf } from './script.ts';
import { feeRateOf, virtualSize } from './size.ts';
import { sumOf } from './transaction.ts';
import type { Vault } from './vault.ts';

export interface MatchedPsbt {
  readonly psbt: Psbt;
  readonly signed: readonly SignedInput[];
  /** What MPC is asked to sign; all of them are digests of `signed`. */
  readonly contents: readonly string[];
  readonly asset: BitcoinAsset;
  readonly vault: Vault;
}

export function psbtFacts(matched: MatchedPsbt): TransactionFacts {
  const { psbt, signed, contents, asset } = matched;
  const { outputs, version, locktime } = psbt.transaction;
  const own = ownOutputs(matched);
  const data = outputs.filter(({ script }) => outputTypeOf(script) === 'data');
  const change = outputs.filter(({ script }) => own.some((mine) => equalBytes(mine, script)));
  const paid = outputs.filter((output) => !data.includes(output) && !change.includes(output));
  const feeUnits = worthOf(psbt.inputs) - sumOf(outputs);
  const sizes = signed.map(({ size }) => size);
  const virtualBytes = virtualSize(sizes, outputs);
  const isFeeProven = isWorthProven(matched);
  const acts: Act[] = ['payment'];
  if (data.length > 0) acts.push('data_output');
  if (!isFeeProven) acts.push('unproven_input_values');
  return composeFacts({
    family: 'bitcoin',
    digests: contents,
    acts,
    payments: paid.map(({ value, script }) => ({
      asset: asset.id,
      to: placeOf(script, asset.network),
      units: value,
    })),
    fee: isFeeProven ? { asset: asset.id, units: feeUnits } : undefined,
    ...(isFeeProven && { feeRate: feeRateOf(feeUnits, virtualBytes) }),
    outputTypes: typesOf(outputs),
    details: {
      network: asset.network,
      version,
      locktime,
      inputs: psbt.inputs.length,
      outputs: describeOutputs(outputs, asset.network),
      virtualBytes,
      ...(change.length > 0 && { change: String(sumOf(change)) }),
      ...(isFeeProven ? {} : { declaredFee: String(feeUnits) }),
    },
  });
}

export function worthOf(inputs: Psbt['inputs']): bigint {
  return sumOf(inputs.map(({ spent }) => spent));
}

/** A signature commits to what its own input is worth. */
function isWorthProven({ signed, contents }: MatchedPsbt): boolean {
  const asked: ReadonlySet<string> = new Set(contents);
  return signed.every(({ digest, isProven }) => isProven || asked.has(digest));
}

/** Where all inputs are locked by one script, it is as much the source's as they are. */
function ownOutputs({ psbt, signed, asset, vault }: MatchedPsbt): readonly Uint8Array[] {
  const owners = signed.map(({ owner }) => owner);
  const own = ownScripts(owners, vault, networks[asset.network].bech32Prefix !== undefined, false);
  const [first, ...others] = psbt.inputs.map(({ spent }) => spent.script);
  const isOne = first !== undefined && others.every((script) => equalBytes(script, first));
  return isOne ? [...own, first] : own;
}
