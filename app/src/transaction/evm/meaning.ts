/**
 * What a method means: its types, and what calling it does beside being called. The files `methods-*.ts` hold them by
 * subject; `methods.ts` finds them by selector.
 */

import { type AbiMethod, parseMethod } from './abi.ts';
import type { Arguments } from './abi-values.ts';
import type { Findings } from './findings.ts';

/** Somebody calls something. */
export interface Site {
  readonly to: string;
  readonly data: Uint8Array;
  /** The chain's coin that goes along. */
  readonly units: bigint;
  /** Undefined: the source itself. */
  readonly sender: string | undefined;
  /** Code of `to` that runs as `sender`. */
  readonly delegate: boolean;
}

/** Notes what the call does and returns the calls that it makes, where the calldata tells them. */
export type Reading = (args: Arguments, site: Site, found: Findings) => readonly Site[] | undefined;

export interface Meaning {
  readonly method: AbiMethod;
  readonly read: Reading;
  /** An envelope is nothing but the calls that it makes. */
  readonly isEnvelope: boolean;
}

export function means(text: string, read: Reading): Meaning {
  return { method: mustParse(text), read, isEnvelope: false };
}

export function wraps(text: string, read: Reading): Meaning {
  return { method: mustParse(text), read, isEnvelope: true };
}

/** For the texts in this folder. */
export function mustParse(text: string): AbiMethod {
  const method = parseMethod(text);
  if (!method.ok) throw new Error(`${text} ${method.error}`);
  return method.value;
}
