/**
 * Calldata to facts: what is called, with which arguments, who is paid and who is allowed to take, call by call, also
 * inside batches and wallets. A method that nobody here knows and no document describes is a fact of its own
 * (`unknown_call`); one that is known and whose arguments are not in their one spelling is refused.
 */

import { type DenialDetail, deny } from '../../decision/denial.ts';
import { encodeHex } from '../../lib/hex.ts';
import type { AbiMethod } from './abi.ts';
import { decodeAbi } from './abi-decode.ts';
import { flattenArguments, readArguments } from './abi-values.ts';
import { type Contracts, contractKey } from './contracts.ts';
import type { Findings, Scene } from './findings.ts';
import type { Meaning, Site } from './meaning.ts';
import { batchMethods } from './methods-batch.ts';
import { controlMethods } from './methods-control.ts';
import { safeMethods } from './methods-safe.ts';
import { tokenMethods } from './methods-tokens.ts';

/** A wallet that executes a batch of batches is four deep. */
export const maxCallDepth = 8;
export const maxCalls = 512;

const selectorBytes = 4;

const meanings: ReadonlyMap<string, Meaning> = new Map(
  [...tokenMethods, ...controlMethods, ...safeMethods, ...batchMethods].map((meaning) => [
    meaning.method.selector,
    meaning,
  ]),
);

/** What is known of methods in this reading. */
export interface CallScene extends Scene {
  readonly contracts: Contracts;
}

/** Reads the call and all that it contains into `found`. */
export function readCall(site: Site, scene: CallScene, found: Findings, depth = 0): void {
  const limit = limitPassed(found, depth);
  if (limit !== undefined) found.refuse(deny('transaction_too_complex', limit));
  if (found.problem() !== undefined) return;
  const { to, data, units, sender } = site;
  if (units > 0n) {
    const payment = { asset: scene.native.id, to, units };
    found.pay(sender === undefined ? payment : { ...payment, from: sender });
  }
  const selector = `0x${encodeHex(data.subarray(0, selectorBytes))}`;
  if (data.length === 0) {
    found.calls.push({ to, selector, args: [], units, depth });
    return;
  }
  const meaning = meanings.get(selector);
  const described = scene.contracts.get(contractKey(scene.native.chainId, to))?.get(selector);
  const method = meaning?.method ?? described;
  if (method === undefined || data.length < selectorBytes) {
    found.calls.push({ to, selector, units, depth });
    found.acts.add('unknown_call');
    return;
  }
  readKnown(method, meaning, site, scene, found, depth);
}

function readKnown(
  method: AbiMethod,
  meaning: Meaning | undefined,
  site: Site,
  scene: CallScene,
  found: Findings,
  depth: number,
): void {
  const { to, data, units } = site;
  const { signature, selector, inputs } = method;
  const values = decodeAbi(inputs, data.subarray(selectorBytes));
  if (!values.ok) {
    const reason =
      values.error === 'abi_truncated' ? 'transaction_bytes_malformed' : 'transaction_not_canonical';
    found.refuse(deny(reason, { problem: values.error, method: signature }));
    return;
  }
  const call = { to, selector, method: signature, units, depth };
  found.calls.push(meaning?.isEnvelope ? call : { ...call, args: flattenArguments(inputs, values.value) });
  found.acts.add('contract_call');
  for (const inner of meaning?.read(readArguments(values.value), site, found) ?? []) {
    readCall(inner, scene, found, depth + 1);
  }
}

function limitPassed({ calls }: Findings, depth: number): DenialDetail | undefined {
  if (depth > maxCallDepth) return { what: 'call_depth', limit: maxCallDepth };
  return calls.length < maxCalls ? undefined : { what: 'calls', limit: maxCalls };
}
